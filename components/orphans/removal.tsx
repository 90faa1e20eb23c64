'use client';
import { useState } from 'react';
import type { Orphan, OrphanResult } from '../../lib/contract/orphan.ts';
import { counted } from '../../lib/domain/format.ts';
import { useCleanOrphans } from '../data/hosts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { toastError } from '../ui/toast-queue.ts';

interface RemovalProps {
  readonly selected: readonly Orphan[];
  readonly onDone: () => void;
}

/** Asks with the list of what is removed, then shows what could not be. */
export function Removal({ selected, onDone }: RemovalProps) {
  const clean = useCleanOrphans();
  const [asking, setAsking] = useState(false);
  const [left, setLeft] = useState<readonly OrphanResult[]>([]);
  const remove = (): void =>
    clean.mutate(
      selected.map(({ id }) => id),
      {
        onSuccess: (results) => {
          setLeft(results.filter(({ outcome }) => outcome !== 'removed'));
          onDone();
        },
        onError: toastError,
      },
    );
  const what = counted(selected.length, 'orphan');
  return (
    <>
      <Button
        kind="danger"
        isDisabled={selected.length === 0 || clean.isPending}
        onPress={() => setAsking(true)}
      >
        {clean.isPending ? 'Removing …' : selected.length === 0 ? 'Remove …' : `Remove ${what} …`}
      </Button>
      {asking && <Question selected={selected} onConfirm={remove} onClose={() => setAsking(false)} />}
      {left.length > 0 && <Left results={left} onClose={() => setLeft([])} />}
    </>
  );
}

interface QuestionProps {
  readonly selected: readonly Orphan[];
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const Question = ({ selected, onConfirm, onClose }: QuestionProps) => (
  <Confirm
    title={`Remove ${counted(selected.length, 'orphan')}?`}
    verb={`Remove ${counted(selected.length, 'orphan')}`}
    keep="Keep everything"
    onConfirm={onConfirm}
    onClose={onClose}
  >
    <p>Exactly these are removed. What has changed since it was listed is left alone.</p>
    <ul className="font-mono text-xs">
      {selected.map(({ id, kind, host, name }) => (
        <li key={id} className="break-all">
          {kind} {host === null ? '' : `${host}: `}
          {name}
        </li>
      ))}
    </ul>
  </Confirm>
);

interface LeftProps {
  readonly results: readonly OrphanResult[];
  readonly onClose: () => void;
}

/** What could not be removed, and why. */
const Left = ({ results, onClose }: LeftProps) => (
  <Dialog title={`${counted(results.length, 'orphan')} not removed`} open onClose={onClose}>
    <ul className="flex flex-col gap-2 overflow-y-auto px-4 py-3">
      {results.map(({ id, orphan, reason, fix }) => (
        <li key={id}>
          <span className="font-mono text-xs break-all">{orphan?.name ?? 'One that is gone'}</span>
          <p className="text-ink-2">
            {reason} {fix}
          </p>
        </li>
      ))}
    </ul>
    <DialogFooter>
      <Button autoFocus onPress={onClose}>
        Close
      </Button>
    </DialogFooter>
  </Dialog>
);
