'use client';
import { useState } from 'react';
import { useBeginBulk } from '../data/bulks.ts';
import { useDelete, useRemovals } from '../data/deletion.ts';
import type { Node, Removal } from '../../lib/contract/node.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

type Deleted = Pick<Node, 'id' | 'name'>;

interface DeleteDialogProps {
  readonly nodes: readonly Deleted[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const KIND_WORDS: Readonly<Record<Removal['items'][number]['kind'], string>> = {
  domain: 'Virtual machine',
  nvram: 'Firmware variables',
  tpm: 'TPM state',
  'saved-memory': 'Saved memory',
  snapshot: 'Snapshot',
  log: 'Log on the host',
  checkpoint: 'Checkpoint',
  volume: 'Volume',
  pool: 'Storage pool',
  network: 'Network',
  instance: 'Instance at the orchestrator',
  'orchestrator-host': 'Host at the orchestrator',
};

/** Lists exactly what will be removed, by name, before anything is. */
export function DeleteDialog({ nodes, onClose, onDone }: DeleteDialogProps) {
  // The page's list loses nodes while they are deleted.
  const [chosen] = useState(nodes);
  const [orchestrator, setOrchestrator] = useState(true);
  const remove = useDelete();
  const begin = useBeginBulk();
  const removals = useRemovals(chosen.map(({ id }) => id));
  const listed = removals.every(({ isPending }) => !isPending);
  const sending = remove.isPending || begin.isPending;
  const error = remove.error ?? begin.error;
  const onSuccess = (): void => {
    onClose();
    onDone();
  };
  const confirm = (): void => {
    const [first, ...others] = chosen;
    const ids = chosen.map(({ id }) => id);
    if (first !== undefined && others.length === 0)
      remove.mutate({ id: first.id, orchestrator }, { onSuccess });
    else begin.mutate({ action: 'delete', nodes: ids, orchestrator }, { onSuccess });
  };
  const title = chosen.length === 1 ? `Delete ${chosen[0]?.name ?? ''}` : `Delete ${chosen.length} nodes`;
  const verb = sending ? 'Deleting …' : listed ? title : 'Listing what is removed …';
  return (
    <Dialog title={title} open onClose={onClose}>
      <div className="flex max-h-[60vh] flex-col gap-4 overflow-y-auto px-4 py-3">
        {chosen.map((node, index) => (
          <Removed
            key={node.id}
            name={node.name}
            named={chosen.length > 1}
            data={removals[index]?.data}
            error={removals[index]?.error ?? null}
            orchestrator={orchestrator}
          />
        ))}
        <Checkbox isSelected={orchestrator} onChange={setOrchestrator}>
          Also remove the instance and host at the orchestrator
        </Checkbox>
        {error && <Problem error={error} />}
      </div>
      <DialogFooter>
        <Button onPress={onClose}>Cancel</Button>
        <Button kind="danger" isDisabled={sending || !listed} onPress={confirm}>
          {verb}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const ORCHESTRATOR_KINDS = new Set<string>(['instance', 'orchestrator-host']);

interface RemovedProps {
  readonly name: string;
  /** Shown as a heading where there are several. */
  readonly named: boolean;
  readonly data: Removal | undefined;
  readonly error: Error | null;
  readonly orchestrator: boolean;
}

function Removed({ name, named, data, error, orchestrator }: RemovedProps) {
  const heading = named && <h3 className="mb-1 font-mono text-xs font-medium">{name}</h3>;
  if (error)
    return (
      <section>
        {heading}
        <Problem error={error} />
        <p className="mt-1.5 text-xs text-ink-3">
          The list could not be loaded; everything that belongs to the node will be removed.
        </p>
      </section>
    );
  if (!data)
    return (
      <div role="status" aria-label={`Listing what is removed with ${name}`} className="flex flex-col gap-2">
        {Array.from({ length: named ? 1 : 6 }, (_, row) => (
          <Skeleton key={row} className="h-4 w-full" />
        ))}
      </div>
    );
  const goes = data.items.filter((item) => orchestrator || !ORCHESTRATOR_KINDS.has(item.kind));
  return (
    <section>
      {heading}
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
      <p className="mt-1.5 text-xs text-ink-3">Kept: {data.keeps.join(', ')}.</p>
    </section>
  );
}
