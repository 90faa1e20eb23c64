'use client';
import { useRouter } from 'next/navigation';
import { useState, type SyntheticEvent } from 'react';
import type { Node } from '../../../lib/contract/node.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { useCheckpoints, useClone } from '../../data/checkpoints.ts';
import { fieldErrors } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';

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
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const given = name.trim();
    const source = disk === BLANK ? {} : { disk: COPY, ...(disk !== COPY && { checkpoint: disk }) };
    clone.mutate(
      { ...source, start, ...(given !== '' && { name: given }) },
      {
        onSuccess: ({ nodes: [made] }) => {
          onClose();
          if (made !== undefined) router.push(`/nodes/${made.id}`);
        },
      },
    );
  };
  return (
    <Dialog title={`Clone ${node.name}`} open typed onClose={onClose}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
          <p className="text-ink-2">
            The new node has the same machine, template, labels and orchestrator, on the same host, and a
            UUID, MAC address and serial number of its own.
          </p>
          <TextField
            label="Name"
            autoFocus
            value={name}
            onChange={setName}
            placeholder={`${node.name}-1`}
            error={refused.get('name')}
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
          {clone.error && refused.size === 0 && <Problem error={clone.error} />}
        </div>
        <DialogFooter>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={clone.isPending}>
            Clone
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
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
          detail: point.note,
        })),
      ]}
    />
  );
}
