'use client';
import { hostVolumeClone, hostVolumeRequest, type HostVolume } from '../../lib/contract/host-pool.ts';
import { bytes as sizeText } from '../../lib/domain/format.ts';
import { useChangeHostObject } from '../data/host-objects.ts';
import { readAs } from '../forms/read-draft.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

const GIB = 1024 ** 3;
/** NaN for what is no number. */
const inBytes = (gibibytes: string): number => Math.round(Number(gibibytes.replace(',', '.')) * GIB);

interface NewVolumeDialogProps {
  readonly host: string;
  readonly pool: string;
  readonly onClose: () => void;
}

/** Creates an empty volume. */
export function NewVolumeDialog({ host, pool, onClose }: NewVolumeDialogProps) {
  const change = useChangeHostObject(host);
  const { field, dialog } = useDialogForm({
    begin: () => ({ name: '', bytes: '', format: 'qcow2' }),
    read: ({ bytes, ...typed }) =>
      readAs(hostVolumeRequest, { ...typed, bytes: inBytes(bytes) }, (field) =>
        field === 'bytes' ? 'use a number of GiB above 0' : undefined,
      ),
    mutation: change,
    send: (request) => change.mutate({ kind: 'new-volume', pool, request }, { onSuccess: onClose }),
  });
  return (
    <FormDialog
      title={`New volume in ${pool}`}
      verb="Create volume"
      sending="Creating …"
      {...dialog}
      onClose={onClose}
    >
      <TextField label="Name" mono autoFocus placeholder="disk.qcow2" {...field('name')} />
      <TextField
        label="Size (GiB)"
        numeric
        hint="It takes space on the host only for what is written"
        {...field('bytes')}
      />
      <SelectField
        label="Format"
        options={[
          { value: 'qcow2', label: 'qcow2', detail: 'Snapshots inside; the usual one' },
          { value: 'raw', label: 'raw', detail: 'Plain bytes' },
        ]}
        {...field('format')}
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
  const size = sizeText(capacityBytes);
  const change = useChangeHostObject(host);
  const { field, dialog } = useDialogForm({
    begin: () => ({ bytes: '' }),
    read: (draft) => {
      const bytes = inBytes(draft.bytes);
      return bytes > capacityBytes
        ? { ok: true, request: bytes }
        : { ok: false, errors: new Map([['bytes', `use more than ${size}`]]) };
    },
    mutation: change,
    send: (bytes) => change.mutate({ kind: 'volume-size', pool, name, bytes }, { onSuccess: onClose }),
  });
  return (
    <FormDialog title={`Enlarge ${name}`} verb="Enlarge" sending="Enlarging …" {...dialog} onClose={onClose}>
      <TextField
        label="New size (GiB)"
        numeric
        autoFocus
        hint={`It has ${size} now. Its partitions and file systems stay as they are.`}
        {...field('bytes')}
      />
    </FormDialog>
  );
}

/** Copies a volume inside its pool. */
export function CloneVolumeDialog({ host, volume, onClose }: VolumeDialogProps) {
  const { pool, name, allocationBytes, users } = volume;
  const change = useChangeHostObject(host);
  const { field, dialog } = useDialogForm({
    begin: () => ({ name: copyOf(name) }),
    read: (draft) => readAs(hostVolumeClone, draft),
    mutation: change,
    send: (copy) =>
      change.mutate({ kind: 'volume-copy', pool, name, copy: copy.name }, { onSuccess: onClose }),
  });
  return (
    <FormDialog
      title={`Copy ${name}`}
      verb="Copy"
      sending={`Copying ${sizeText(allocationBytes)} …`}
      {...dialog}
      onClose={onClose}
    >
      <TextField
        label="Name of the copy"
        mono
        autoFocus
        hint={users.length === 0 ? undefined : `${users.join(', ')} must be off meanwhile.`}
        {...field('name')}
      />
    </FormDialog>
  );
}

/** disk.qcow2 → disk-copy.qcow2 */
const copyOf = (name: string): string => name.replace(/(\.[A-Za-z0-9]+)?$/, '-copy$1');
