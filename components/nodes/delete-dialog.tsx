'use client';
import { useState } from 'react';
import { useDelete, useRemoval } from '../data/hooks.ts';
import { type Node, type Removal } from '../../lib/contract/node.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

interface DeleteDialogProps {
  readonly nodes: readonly Pick<Node, 'id' | 'name'>[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const KIND_WORDS: Readonly<Record<Removal['items'][number]['kind'], string>> = {
  domain: 'Virtual machine',
  nvram: 'Firmware variables',
  tpm: 'TPM state',
  volume: 'Volume',
  pool: 'Storage pool',
  network: 'Network',
  instance: 'Instance at the orchestrator',
  'orchestrator-host': 'Host at the orchestrator',
};

/** Lists exactly what will be removed, by name, before anything is. */
export function DeleteDialog({ nodes, onClose, onDone }: DeleteDialogProps) {
  const [orchestrator, setOrchestrator] = useState(true);
  const remove = useDelete();
  const confirm = (): void => {
    void Promise.all(nodes.map(({ id }) => remove.mutateAsync({ id, orchestrator }))).then(
      () => {
        onClose();
        onDone();
      },
      () => undefined,
    );
  };
  const title = nodes.length === 1 ? `Delete ${nodes[0]?.name ?? ''}` : `Delete ${nodes.length} nodes`;
  return (
    <Dialog title={title} open onClose={onClose}>
      <div className="flex max-h-[60vh] flex-col gap-4 overflow-y-auto px-4 py-3">
        {nodes.map((node) => (
          <Removed key={node.id} node={node} named={nodes.length > 1} orchestrator={orchestrator} />
        ))}
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={orchestrator}
            onChange={(event) => setOrchestrator(event.target.checked)}
            className="size-3.5 accent-(--accent)"
          />
          Also remove instance and host at the orchestrator
        </label>
        {remove.error && <Problem error={remove.error} />}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>Keep</Button>
        <Button kind="danger" isDisabled={remove.isPending} onPress={confirm}>
          {remove.isPending ? 'Recording the deletion …' : title}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const ORCHESTRATOR_KINDS = new Set<string>(['instance', 'orchestrator-host']);

function Removed({
  node,
  named,
  orchestrator,
}: {
  readonly node: Pick<Node, 'id' | 'name'>;
  readonly named: boolean;
  readonly orchestrator: boolean;
}) {
  const { data, error } = useRemoval(node.id);
  if (error) return <Problem error={error} />;
  if (!data)
    return (
      <div
        role="status"
        aria-label={`Finding out what ${node.name} consists of`}
        className="flex flex-col gap-2"
      >
        {Array.from({ length: named ? 1 : 6 }, (_, row) => (
          <Skeleton key={row} className="h-4 w-full" />
        ))}
      </div>
    );
  const goes = data.items.filter((item) => orchestrator || !ORCHESTRATOR_KINDS.has(item.kind));
  return (
    <section>
      {named && <h3 className="mb-1 font-mono text-xs font-medium">{node.name}</h3>}
      <ul className="rounded-md border border-line">
        {goes.map((item) => (
          <li
            key={`${item.kind} ${item.name}`}
            className="flex justify-between gap-4 border-b border-line px-3 py-1 last:border-b-0"
          >
            <span className="shrink-0 text-ink-2">{KIND_WORDS[item.kind]}</span>
            <span className="truncate font-mono text-xs leading-5" title={item.name}>
              {item.name}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-1.5 text-xs text-ink-3">Stays: {data.keeps.join(', ')}.</p>
    </section>
  );
}
