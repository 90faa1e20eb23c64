'use client';
import { snapshotRequest } from '../../lib/contract/domain-snapshot.ts';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { isOn } from '../../lib/domain/power.ts';
import { useChangeSnapshots } from '../data/snapshots.ts';
import { readAs } from '../forms/read-draft.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

interface SnapshotDialogProps {
  readonly domain: HostDomainDetail;
  readonly onClose: () => void;
}

/** What a snapshot can be, for a machine that runs and for one that is off. */
const KINDS = {
  on: [
    {
      value: 'internal memory',
      label: 'Inside the disks, with memory',
      detail: 'Needs qcow2 disks and BIOS; the guest pauses meanwhile',
    },
    {
      value: 'external disks',
      label: 'Disks only, in new files',
      detail: 'At once; like the disks after a power cut',
    },
    {
      value: 'external memory',
      label: 'Disks and memory, in new files',
      detail: 'The guest pauses while its memory is written',
    },
  ],
  off: [
    { value: 'internal disks', label: 'Inside the disks', detail: 'Needs qcow2 disks; easy to go back to' },
    {
      value: 'external disks',
      label: 'In new files',
      detail: 'Any disk that is a file; what is written from now on goes into a file beside it',
    },
  ],
} as const;

/** Takes a snapshot, of the kinds that libvirt allows now. */
export function SnapshotDialog({ domain, onClose }: SnapshotDialogProps) {
  const on = isOn(domain.state);
  const kinds = on ? KINDS.on : KINDS.off;
  const change = useChangeSnapshots(domain.host, domain.uuid);
  const usual: string = kinds[0].value;
  const isDisksOnly = (how: string): boolean => on && how === 'external disks';
  const { draft, field, check, dialog } = useDialogForm({
    // The kind has the name of the field that is refused: whether memory can be kept.
    begin: () => ({ name: '', description: '', memory: usual, quiesce: false }),
    read: ({ memory: how, quiesce, ...typed }) =>
      readAs(snapshotRequest, {
        ...typed,
        kind: how.startsWith('internal') ? 'internal' : 'external',
        memory: !how.endsWith('disks'),
        quiesce: isDisksOnly(how) && quiesce,
      }),
    mutation: change,
    send: (request) => change.mutate({ kind: 'take', request }, { onSuccess: onClose }),
  });
  return (
    <FormDialog
      title={`Take a snapshot of ${domain.name}`}
      verb="Take it"
      sending={draft.memory.endsWith('memory') ? 'Writing disks and memory …' : 'Taking it …'}
      {...dialog}
      onClose={onClose}
    >
      <TextField label="Name" mono autoFocus {...field('name')} />
      <TextField label="Description (optional)" {...field('description')} />
      <SelectField
        label="What is kept, and where"
        options={kinds}
        hint={kinds.find(({ value }) => value === draft.memory)?.detail}
        {...field('memory')}
      />
      {isDisksOnly(draft.memory) && (
        <Checkbox {...check('quiesce')}>Let the guest’s agent write everything to the disks first</Checkbox>
      )}
    </FormDialog>
  );
}
