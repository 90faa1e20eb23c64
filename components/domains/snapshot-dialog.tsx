'use client';
import { useState } from 'react';
import { snapshotRequest } from '../../lib/contract/domain-snapshot.ts';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { isOn } from '../../lib/domain/power.ts';
import { fieldErrors } from '../data/hooks.ts';
import { useChangeSnapshots } from '../data/snapshots.ts';
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
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [how, setHow] = useState<string>(kinds[0].value);
  const [quiesce, setQuiesce] = useState(false);
  const change = useChangeSnapshots(domain.host, domain.uuid);
  const errors = fieldErrors(change.error);
  const disksOnly = on && how === 'external disks';
  const parsed = snapshotRequest.safeParse({
    ...{ name, description },
    kind: how.startsWith('internal') ? 'internal' : 'external',
    memory: !how.endsWith('disks'),
    quiesce: disksOnly && quiesce,
  });
  const mistake = parsed.success || name === '' ? undefined : parsed.error.issues[0]?.message;
  const send = (): void => {
    if (parsed.success) change.mutate({ kind: 'take', request: parsed.data }, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={`Take a snapshot of ${domain.name}`}
      verb="Take it"
      sending={how.endsWith('memory') ? 'Writing disks and memory …' : 'Taking it …'}
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
        value={name}
        onChange={setName}
        error={mistake ?? errors.get('name')}
      />
      <TextField label="Description (optional)" value={description} onChange={setDescription} />
      <SelectField
        label="What is kept, and where"
        value={how}
        onChange={setHow}
        options={kinds}
        hint={kinds.find(({ value }) => value === how)?.detail}
        error={errors.get('memory')}
      />
      {disksOnly && (
        <Checkbox isSelected={quiesce} onChange={setQuiesce}>
          Let the guest’s agent write everything to the disks first
        </Checkbox>
      )}
    </FormDialog>
  );
}
