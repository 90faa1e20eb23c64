'use client';
import { useRouter } from 'next/navigation';
import { cloneRequest } from '../../../lib/contract/clone.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { useCheckpoints, useClone } from '../../data/checkpoints.ts';
import { readAs } from '../../forms/read-draft.ts';
import { useDialogForm } from '../../forms/use-dialog-form.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { type FieldProps, SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface CloneDialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

const BLANK = 'blank';
const COPY = 'copy';

interface CloneDraft {
  readonly name: string;
  /** What the disk begins as: empty, a copy, or a copy at this checkpoint. */
  readonly checkpoint: string;
  readonly start: boolean;
}

const NEW_CLONE: CloneDraft = { name: '', checkpoint: BLANK, start: true };

/** A node like this one; the definition alone, or with a copy of the disk. */
export function CloneDialog({ node, onClose }: CloneDialogProps) {
  const router = useRouter();
  const clone = useClone(node.id);
  const { draft, field, check, dialog } = useDialogForm({
    begin: () => NEW_CLONE,
    read: ({ name, checkpoint: disk, start }) =>
      readAs(cloneRequest, {
        ...(disk !== BLANK && { disk: COPY, ...(disk !== COPY && { checkpoint: disk }) }),
        ...{ start, ...(name.trim() !== '' && { name: name.trim() }) },
      }),
    mutation: clone,
    send: (request) =>
      clone.mutate(request, {
        onSuccess: ({ nodes: [made] }) => {
          onClose();
          if (made !== undefined) router.push(`/nodes/${made.id}`);
        },
      }),
  });
  return (
    <FormDialog title={`Clone ${node.name}`} verb="Clone" sending="Cloning …" {...dialog} onClose={onClose}>
      <p className="text-ink-2">
        The new node has the same machine, template, labels and orchestrator, on the same host, and a UUID,
        MAC address and serial number of its own.
      </p>
      <TextField
        label="Name"
        mono
        autoFocus
        placeholder={`${node.name}-1`}
        hint={`Left empty, it is the next free number after ${node.name}`}
        {...field('name')}
      />
      <DiskField node={node} {...field('checkpoint')} />
      {draft.checkpoint !== BLANK && (
        <p className="text-warn">
          Everything that identifies the system on the disk is copied, too: host keys, machine id, what it
          logs in to the orchestrator with. Firmware variables and TPM are new.
        </p>
      )}
      <Checkbox {...check('start')}>Start it</Checkbox>
    </FormDialog>
  );
}

interface DiskFieldProps extends Pick<FieldProps, 'value' | 'onChange' | 'error'> {
  readonly node: Node;
}

/** Empty, or what it begins as a copy of. */
function DiskField({ node, ...field }: DiskFieldProps) {
  const { data: points = [] } = useCheckpoints(node);
  const isInUse = isOn(node.state) || node.state === 'saved';
  return (
    <SelectField
      label="Disk"
      {...field}
      options={[
        { value: BLANK, label: 'Empty', detail: 'It is onboarded like any new node' },
        {
          value: COPY,
          label: 'A copy of its disk',
          detail: isInUse ? 'Not while the node is on' : 'As it is now',
          disabled: isInUse,
        },
        ...points.map((point) => ({
          value: point.id,
          label: `A copy of its disk at ${point.name}`,
          detail: point.usable ? point.note : 'Its deletion has begun',
          disabled: !point.usable,
        })),
      ]}
    />
  );
}
