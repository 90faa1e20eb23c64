'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { DomainDeleted, DomainRemoval, RemovalDisk } from '../../lib/contract/domain-removal.ts';
import type { HostDomain } from '../../lib/contract/host-domain.ts';
import { bytes } from '../../lib/domain/format.ts';
import { useDeleteDomain, useDomainRemoval } from '../data/domains.ts';
import { hostPath } from '../hosts/host-sections.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast-queue.ts';

interface DeleteDialogProps {
  readonly domain: HostDomain;
  readonly onClose: () => void;
}

const KINDS: Readonly<Record<DomainRemoval['items'][number]['kind'], string>> = {
  domain: 'Virtual machine',
  nvram: 'Firmware variables',
  tpm: 'TPM state',
  'saved-memory': 'Saved memory',
  snapshot: 'Snapshot',
};

/** Lists what goes; disks stay unless they are chosen; its name has to be typed. */
export function DeleteDialog({ domain: { host, uuid, name }, onClose }: DeleteDialogProps) {
  const router = useRouter();
  const removal = useDomainRemoval(host, uuid);
  const remove = useDeleteDomain(host, uuid);
  const [disks, setDisks] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const after = (deleted: DomainDeleted): void => {
    const left = deleted.disks.filter(({ failure }) => failure !== null);
    if (left.length === 0) toast('good', `${name} is deleted.`);
    else
      toast(
        'bad',
        `${name} is deleted, but not all of its disks.`,
        left.map(({ path, failure }) => `${path}: ${failure ?? ''}`).join('; '),
      );
    router.push(`${hostPath(host)}/domains`);
  };
  // Not as a callback of the dialog: it goes with its page as soon as libvirt reports the deletion.
  const send = (): void => void remove.mutateAsync({ confirm: typed, disks }).then(after, () => undefined);
  const refusal = removal.data?.refusal ?? null;
  return (
    <FormDialog
      title={`Delete ${name}`}
      verb={disks.length === 0 ? keepsDisks(removal.data) : `Delete with ${disks.join(', ')}`}
      sending="Deleting …"
      isSending={remove.isPending}
      isIncomplete={typed !== name || removal.data === undefined || refusal !== null}
      error={remove.error}
      isDanger
      onSend={send}
      onClose={onClose}
    >
      {removal.error && <Problem error={removal.error} />}
      {!removal.data && !removal.error && <Skeleton className="h-24" />}
      {refusal !== null && <p className="text-warn">It cannot be deleted now: {refusal}.</p>}
      {removal.data && <Goes items={removal.data.items} />}
      {removal.data && removal.data.disks.length > 0 && (
        <Disks disks={removal.data.disks} chosen={disks} onChoose={setDisks} />
      )}
      <TextField
        label={`Type ${name} to confirm`}
        mono
        value={typed}
        onChange={setTyped}
        autoComplete="off"
      />
    </FormDialog>
  );
}

const keepsDisks = (removal: DomainRemoval | undefined): string =>
  (removal?.disks.length ?? 0) > 0 ? 'Delete, keep its disks' : 'Delete it';

const Goes = ({ items }: Pick<DomainRemoval, 'items'>) => (
  <ul aria-label="What is removed" className="rounded-md border border-line">
    {items.map(({ kind, name }) => (
      <li
        key={`${kind} ${name}`}
        className="flex justify-between gap-4 border-b border-line px-3 py-1 last:border-b-0"
      >
        <span className="shrink-0 text-ink-2">{KINDS[kind]}</span>
        <span className="truncate font-mono text-xs leading-5" title={name}>
          {name}
        </span>
      </li>
    ))}
  </ul>
);

interface DisksProps {
  readonly disks: readonly RemovalDisk[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

const Disks = ({ disks, chosen, onChoose }: DisksProps) => (
  <fieldset className="flex flex-col gap-1.5">
    <legend className="mb-1 text-xs font-medium text-ink-2">Disks stay, unless they are chosen here</legend>
    {disks.map(({ target, path, bytes: size, refusal }) => (
      <Checkbox
        key={target}
        isSelected={chosen.includes(target)}
        isDisabled={refusal !== null}
        onChange={(on) => onChoose(on ? [...chosen, target] : chosen.filter((each) => each !== target))}
      >
        <span className="min-w-0">
          Delete {target}
          <span className="block font-mono text-xs break-all text-ink-2">{path}</span>
          <span className="block text-xs text-ink-3">
            {refusal === null
              ? `${size === null ? '' : `${bytes(size)}, `}cannot be undone`
              : `It stays: ${refusal}.`}
          </span>
        </span>
      </Checkbox>
    ))}
  </fieldset>
);
