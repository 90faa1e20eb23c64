'use client';
import { useState } from 'react';
import { hostVolumeClone, hostVolumeRequest, type HostVolume } from '../../lib/contract/host-pool.ts';
import { bytes as sizeText } from '../../lib/domain/format.ts';
import { useChangeHostObject } from '../data/host-objects.ts';
import { fieldErrors } from '../data/hooks.ts';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { mistakesIn } from './mistakes.ts';

const GIB = 1024 ** 3;
/** NaN for what is no number. */
const inBytes = (gibibytes: string): number => Math.round(Number(gibibytes.replace(',', '.')) * GIB);
const SIZE_MISTAKE = 'use a number of GiB above 0';

interface NewVolumeDialogProps {
  readonly host: string;
  readonly pool: string;
  readonly onClose: () => void;
}

/** Creates an empty volume. */
export function NewVolumeDialog({ host, pool, onClose }: NewVolumeDialogProps) {
  const [draft, setDraft] = useState({ name: '', gibibytes: '', format: 'qcow2' });
  const change = useChangeHostObject(host);
  const refused = fieldErrors(change.error);
  const { name, gibibytes, format } = draft;
  const parsed = hostVolumeRequest.safeParse({ name, bytes: inBytes(gibibytes), format });
  const mistakes = mistakesIn(parsed, { name, bytes: gibibytes });
  const set = (part: Partial<typeof draft>): void => {
    change.reset();
    setDraft({ ...draft, ...part });
  };
  const send = (): void => {
    if (parsed.success)
      change.mutate({ kind: 'new-volume', pool, request: parsed.data }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={`New volume in ${pool}`}
      verb="Create volume"
      sending="Creating …"
      isSending={change.isPending}
      isIncomplete={!parsed.success}
      error={change.error}
      onSend={send}
      onClose={onClose}
    >
      <TextField
        label="Name"
        mono
        autoFocus
        placeholder="disk.qcow2"
        value={name}
        onChange={(value) => set({ name: value })}
        error={mistakes.get('name') ?? refused.get('name')}
      />
      <TextField
        label="Size (GiB)"
        numeric
        value={gibibytes}
        onChange={(value) => set({ gibibytes: value })}
        hint="It takes space on the host only for what is written"
        error={mistakes.has('bytes') ? SIZE_MISTAKE : refused.get('bytes')}
      />
      <SelectField
        label="Format"
        value={format}
        onChange={(value) => set({ format: value })}
        options={[
          { value: 'qcow2', label: 'qcow2', detail: 'Snapshots inside; the usual one' },
          { value: 'raw', label: 'raw', detail: 'Plain bytes' },
        ]}
      />
    </FormDialog>
  );
}

interface VolumeDialogProps {
  readonly host: string;
  readonly volume: HostVolume;
  readonly onClose: () => void;
}

/** Enlarges a volume. */
export function ResizeVolumeDialog({ host, volume, onClose }: VolumeDialogProps) {
  const { pool, name, capacityBytes } = volume;
  const [gibibytes, setGibibytes] = useState('');
  const change = useChangeHostObject(host);
  const bytes = inBytes(gibibytes);
  const isLarger = bytes > capacityBytes;
  const send = (): void => change.mutate({ kind: 'volume-size', pool, name, bytes }, { onSuccess: onClose });
  return (
    <FormDialog
      title={`Enlarge ${name}`}
      verb="Enlarge"
      sending="Enlarging …"
      isSending={change.isPending}
      isIncomplete={!isLarger}
      error={change.error}
      onSend={send}
      onClose={onClose}
    >
      <TextField
        label="New size (GiB)"
        numeric
        autoFocus
        value={gibibytes}
        onChange={setGibibytes}
        hint={`It has ${sizeText(capacityBytes)} now. Its partitions and file systems stay as they are.`}
        error={gibibytes === '' || isLarger ? undefined : `use more than ${sizeText(capacityBytes)}`}
      />
    </FormDialog>
  );
}

/** Copies a volume inside its pool. */
export function CloneVolumeDialog({ host, volume, onClose }: VolumeDialogProps) {
  const { pool, name, allocationBytes, users } = volume;
  const [copy, setCopy] = useState(copyOf(name));
  const change = useChangeHostObject(host);
  const parsed = hostVolumeClone.safeParse({ name: copy });
  const send = (): void => change.mutate({ kind: 'volume-copy', pool, name, copy }, { onSuccess: onClose });
  return (
    <FormDialog
      title={`Copy ${name}`}
      verb="Copy"
      sending={`Copying ${sizeText(allocationBytes)} …`}
      isSending={change.isPending}
      isIncomplete={!parsed.success}
      error={change.error}
      onSend={send}
      onClose={onClose}
    >
      <TextField
        label="Name of the copy"
        mono
        autoFocus
        value={copy}
        onChange={setCopy}
        hint={users.length === 0 ? undefined : `${users.join(', ')} must be off meanwhile.`}
        error={mistakesIn(parsed, { name: copy }).get('name') ?? fieldErrors(change.error).get('name')}
      />
    </FormDialog>
  );
}

/** disk.qcow2 → disk-copy.qcow2 */
const copyOf = (name: string): string => name.replace(/(\.[A-Za-z0-9]+)?$/, '-copy$1');
