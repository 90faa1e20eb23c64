'use client';
import { waitsFor } from '../../../lib/report/progress.ts';
import { operationNote, progressText, statusTitle } from '../../../lib/report/node-status.ts';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import type { Node } from '../../../lib/contract/node.ts';
import { StageMark, StateWord } from '../../timeline/stage-mark.tsx';
import type { ShareDialogProps } from '../../share/share-dialog.tsx';
import { ShareButton } from '../../share/share-button.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Elapsed } from '../../ui/moment.tsx';
import { DeleteDialog } from '../delete-dialog.tsx';
import { PowerControls } from './power-controls.tsx';

interface NodeHeaderProps {
  readonly node: Node;
  /** Whether its host is connected. */
  readonly known: boolean;
  readonly mayWrite: boolean;
}

/** Name, state, stage, serial, address and actions in one line. What changes while a node boots has a fixed place. */
export function NodeHeader({ node, known, mayWrite }: NodeHeaderProps) {
  const [deleting, setDeleting] = useState(false);
  const router = useRouter();
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-panel px-4 py-1.5">
      <h1
        title={node.name}
        className="max-w-72 min-w-0 truncate font-mono text-base font-semibold max-sm:basis-full"
      >
        {node.name}
      </h1>
      <span className="w-20 shrink-0">
        {node.deletedAt === null ? <StateWord state={node.state} known={known} /> : 'deleted'}
      </span>
      {/* On a narrow screen always on a line of its own, so that nothing jumps. */}
      <span className="flex h-5 min-w-0 flex-1 items-center max-xl:order-3 max-xl:basis-full">
        <Story node={node} />
      </span>
      <span className="flex min-w-0 items-center gap-3 max-sm:order-2">
        <Copyable text={node.serial} what="serial" />
        <span className="inline-flex w-36 min-w-0">
          {node.address !== null && <Copyable text={node.address} what="address" />}
        </span>
      </span>
      <div className="ml-auto flex items-center gap-1.5">
        {node.deletedAt === null && <ShareButton subjects={subjectsOf(node)} />}
        {mayWrite && <PowerControls node={node} onDelete={() => setDeleting(true)} />}
      </div>
      {deleting && (
        <DeleteDialog nodes={[node]} onClose={() => setDeleting(false)} onDone={() => router.push('/')} />
      )}
    </header>
  );
}

/** Of a node without a boot there is no recording. */
const subjectsOf = ({ id, name, bootNumber }: Node): ShareDialogProps['subjects'] => [
  { label: `${name}, live`, what: { kind: 'nodes', nodes: [id] } },
  ...(bootNumber === null
    ? []
    : [
        {
          label: `Boot ${bootNumber}, as a recording`,
          what: { kind: 'recording' as const, node: id, boot: bootNumber },
        },
      ]),
];

function Story({ node }: { readonly node: Node }) {
  if (node.operation?.endedAt === null) {
    const note = operationNote(node.operation);
    return (
      <span role="status" className="flex min-w-0 items-center gap-2 text-accent">
        <span aria-hidden className="size-2 shrink-0 animate-breathe rounded-full bg-accent" />
        <span className="truncate" title={note}>
          {note}
        </span>
        <span className="text-ink-3">
          <Elapsed from={node.operation.recordedAt} to={null} />
        </span>
      </span>
    );
  }
  const waiting = waitsFor(node);
  const since = node.stages.at(-1);
  const note = progressText(node.progress) ?? `waiting for ${waiting ?? ''}`;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <StageMark node={node} />
      <span className="font-medium whitespace-nowrap">{statusTitle(node)}</span>
      {waiting !== null && since && (
        <>
          <Elapsed from={since.startedAt} to={since.endedAt} />
          <span className="truncate text-ink-3" title={note}>
            {note}
          </span>
        </>
      )}
    </span>
  );
}
