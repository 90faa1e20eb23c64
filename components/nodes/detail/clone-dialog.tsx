'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { cloneRequest } from '../../../lib/contract/clone.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { useCheckpoints, useClone } from '../../data/checkpoints.ts';
import { fieldErrors } from '../../data/hooks.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface CloneDialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

const BLANK = 'blank' as const;
const COPY = 'copy' as const;

/** A node like this one; the definition alone, or with a copy of the disk. */
export function CloneDialog({ node, onClose }: CloneDialogProps) {
  const [name, setName] = useState('');
  const [disk, setDisk] = useState<string>(BLANK);
  const [start, setStart] = useState(true);
  const router = useRouter();
  const clone = useClone(node.id);
  const refused = fieldErrors(clone.error);
  const given = name.trim();
  const parsed = cloneRequest.safeParse({
    ...(disk !== BLANK && { disk: COPY, ...(disk !== COPY && { checkpoint: disk }) }),
    ...{ start, ...(given !== '' && { name: given }) },
  });
  const mistake = parsed.error?.issues.find(({ path }) => path[0] === 'name')?.message;
  const send = (): void => {
    if (!parsed.success) return;
    clone.mutate(parsed.data, {
      onSuccess: ({ nodes: [made] }) => {
        onClose();
        if (made !== undefined) router.push(`/nodes/${made.id}`);
      },
    });
  };
  return (
    <FormDialog
      title={`Clone ${node.name}`}
      verb="Clone"
      sending="Cloning …"
      isSending={clone.isPending}
      isIncomplete={!parsed.success}
      error={refused.has('name') || refused.has('checkpoint') ? null : clone.error}
      onSend={send}
      onClose={onClose}
    >
      <p className="text-ink-2">
        The new node has the same machine, template, labels and orchestrator, on the same host, and a UUID,
        MAC address and serial number of its own.
      </p>
      <TextField
        label="Name"
        mono
        autoFocus
        value={name}
        onChange={setName}
        placeholder={`${node.name}-1`}
        error={mistake ?? refused.get('name')}
        hint={`Left empty, it is the next free number after ${node.name}`}
      />
      <DiskField node={node} disk={disk} onChoose={setDisk} error={refused.get('checkpoint')} />
      {disk !== BLANK && (
        <p className="text-warn">
          Everything that identifies the system on the disk is copied, too: host keys, machine id, what it
          logs in to the orchestrator with. Firmware variables and TPM are new.
        </p>
      )}
      <Checkbox isSelected={start} onChange={setStart}>
        Start it
      </Checkbox>
    </FormDialog>
  );
}

interface DiskFieldProps {
  readonly node: Node;
  readonly disk: string;
  readonly onChoose: (disk: string) => void;
  readonly error: string | undefined;
}

/** Empty, or what it begins as a copy of. */
function DiskField({ node, disk, onChoose, error }: DiskFieldProps) {
  const { data: points = [] } = useCheckpoints(node);
  const isInUse = isOn(node.state) || node.state === 'saved';
  return (
    <SelectField
      label="Disk"
      value={disk}
      onChange={onChoose}
      error={error}
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
