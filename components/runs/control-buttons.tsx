'use client';
import { useState } from 'react';
import Ban from 'lucide-react/icons/ban';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import type { Node } from '../../lib/contract/node.ts';
import type { Run } from '../../lib/contract/run.ts';
import { counted } from '../../lib/domain/format.ts';
import { isEnding, isFailed, stageTitle } from '../../lib/domain/stages.ts';
import { useAllowed } from '../data/hooks.ts';
import { useCancelRun, usePauseRun, useResumeRun, useRetryRun } from '../data/runs.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toastError } from '../ui/toast-queue.ts';

interface Props {
  readonly run: Run;
  /** Its nodes that are there. */
  readonly present: readonly Node[];
}

/** Pauses, resumes, retries and cancels a run: only what applies now. */
export function ControlButtons({ run, present }: Props) {
  const [asking, setAsking] = useState<'cancel' | 'retry' | null>(null);
  const mayPower = useAllowed('nodes.power');
  const mayCreate = useAllowed('nodes.create');
  const mayDelete = useAllowed('nodes.delete');
  const pause = usePauseRun();
  const resume = useResumeRun();
  const unfinished = present.filter(({ readyAt }) => readyAt === null);
  const close = () => setAsking(null);
  return (
    <>
      {mayPower && run.hold !== null && (
        <Button
          kind="primary"
          isDisabled={resume.isPending}
          onPress={() => resume.mutate(run.id, { onError: toastError })}
        >
          <Play size={14} /> Resume
        </Button>
      )}
      {mayPower && run.hold === null && run.waiting > 0 && (
        <Button isDisabled={pause.isPending} onPress={() => pause.mutate(run.id, { onError: toastError })}>
          <Pause size={14} /> Pause
        </Button>
      )}
      {mayCreate && mayDelete && run.failed > 0 && (
        <Button onPress={() => setAsking('retry')}>
          <RotateCcw size={14} /> Retry failed …
        </Button>
      )}
      {mayPower && run.state === 'running' && unfinished.length > 0 && (
        <Button onPress={() => setAsking('cancel')}>
          <Ban size={14} className="text-bad" /> Cancel …
        </Button>
      )}
      {asking === 'cancel' && (
        <CancelDialog run={run} unfinished={unfinished} mayDelete={mayDelete} onClose={close} />
      )}
      {asking === 'retry' && <RetryDialog run={run} present={present} onClose={close} />}
    </>
  );
}

function CancelDialog({
  run,
  unfinished: now,
  mayDelete,
  onClose,
}: {
  readonly run: Run;
  readonly unfinished: readonly Node[];
  readonly mayDelete: boolean;
  readonly onClose: () => void;
}) {
  const [unfinished] = useState(now);
  const [cleanUp, setCleanUp] = useState(false);
  const cancel = useCancelRun();
  const meant = cleanUp ? unfinished : unfinished.filter(({ stage }) => !isEnding(stage));
  return (
    <FormDialog
      title={`Cancel ${run.name}`}
      verb={cleanUp ? `Cancel and delete ${counted(meant.length, 'node')}` : 'Cancel the run'}
      sending="Cancelling …"
      isSending={cancel.isPending}
      error={cancel.error}
      isDanger
      onSend={() => cancel.mutate({ id: run.id, cleanUp }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {cleanUp
          ? 'These nodes are deleted with their disks, and at the orchestrator:'
          : 'These nodes are powered off, or never begin to boot; they stay to be looked at:'}
      </p>
      <NodeLines nodes={meant} />
      <p className="text-xs text-ink-2">Nodes that are ready stay as they are.</p>
      {mayDelete && (
        <Checkbox isSelected={cleanUp} onChange={setCleanUp}>
          Delete them, also those that have failed
        </Checkbox>
      )}
    </FormDialog>
  );
}

function RetryDialog({ run, present, onClose }: Props & { readonly onClose: () => void }) {
  const [failed] = useState(present.filter(({ stage, readyAt }) => readyAt === null && isFailed(stage)));
  const retry = useRetryRun();
  const gone = run.failed - failed.length;
  return (
    <FormDialog
      title={`Retry ${counted(run.failed, 'failed node')}`}
      verb="Retry"
      sending="Retrying …"
      isSending={retry.isPending}
      error={retry.error}
      isDanger={failed.length > 0}
      onSend={() => retry.mutate(run.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      {failed.length > 0 && (
        <>
          <p>These nodes are provisioned again with empty disks. What is on them now is lost:</p>
          <NodeLines nodes={failed} />
        </>
      )}
      {gone > 0 && (
        <p>
          {counted(gone, 'node')} could not be created, or {gone === 1 ? 'was' : 'were'} deleted since. Those
          whose create failed are created again.
        </p>
      )}
    </FormDialog>
  );
}

const NodeLines = ({ nodes }: { readonly nodes: readonly Node[] }) => (
  <ul className="max-h-60 overflow-y-auto rounded-md border border-line">
    {nodes.map(({ id, name, stage }) => (
      <li key={id} className="flex justify-between gap-3 px-2 py-1 font-mono text-xs">
        <span>{name}</span>
        <span className="text-ink-3">{stageTitle(stage)}</span>
      </li>
    ))}
  </ul>
);
