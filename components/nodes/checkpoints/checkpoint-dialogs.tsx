'use client';
import { useState, type SyntheticEvent } from 'react';
import type { Checkpoint } from '../../../lib/contract/checkpoint.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { lossOf } from '../../../lib/domain/checkpoint.ts';
import { absolute } from '../../../lib/domain/format.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { useDropCheckpoint, useGoBack, useMakeCheckpoint } from '../../data/checkpoints.ts';
import { fieldErrors } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { toastError } from '../../ui/toast-queue.ts';

interface MakeProps {
  readonly node: Node;
  readonly onClose: () => void;
}

export function MakeDialog({ node, onClose }: MakeProps) {
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const make = useMakeCheckpoint(node.id);
  const refused = fieldErrors(make.error);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const given = name.trim();
    make.mutate({ note: note.trim(), ...(given !== '' && { name: given }) }, { onSuccess: onClose });
  };
  return (
    <Dialog title={`Make a checkpoint of ${node.name}`} open typed onClose={onClose}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
          <TextField
            label="Name"
            autoFocus
            value={name}
            onChange={setName}
            placeholder={`at-${node.stage}`}
            error={refused.get('name')}
            hint="Letters, digits, “.”, “_” and “-”"
          />
          <TextField label="Note" value={note} onChange={setNote} error={refused.get('note')} />
          <p className="text-ink-2">
            {isOn(node.state)
              ? 'The node pauses for a moment. What is kept is what a power cut at this moment would leave: not what the guest has only in memory.'
              : 'The node is off: everything on its disk is kept as it is.'}
          </p>
          {make.error && refused.size === 0 && <Problem error={make.error} />}
        </div>
        <DialogFooter>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={make.isPending}>
            Make checkpoint
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

interface PointProps extends MakeProps {
  readonly point: Checkpoint;
}

/** Names what is lost. */
export function GoBackDialog({ node, point, onClose }: PointProps) {
  const [start, setStart] = useState(true);
  const goBack = useGoBack(node.id);
  const confirm = (): void =>
    goBack.mutate({ id: point.id, request: { powerOff: isOn(node.state), start } }, { onError: toastError });
  return (
    <Confirm
      title={`Go back to ${point.name}?`}
      verb={`Go back to ${point.name}`}
      keep="Cancel"
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>
        {node.name} goes back to {absolute(point.createdAt)}:
      </p>
      <ul className="list-disc pl-5">
        {lossOf(point, node).map((loss) => (
          <li key={loss}>{loss}</li>
        ))}
      </ul>
      <p className="text-ink-2">Its checkpoints stay, and the history and logs of all its boots.</p>
      <Checkbox isSelected={start} onChange={setStart}>
        Start it afterwards
      </Checkbox>
    </Confirm>
  );
}

export function DropDialog({ node, point, onClose }: PointProps) {
  const drop = useDropCheckpoint(node.id);
  return (
    <Confirm
      title={`Delete the checkpoint ${point.name}?`}
      verb={`Delete ${point.name}`}
      keep="Cancel"
      onConfirm={() => drop.mutate(point.id, { onError: toastError })}
      onClose={onClose}
    >
      <p>
        {node.name} stays as it is, and can no longer go back to {absolute(point.createdAt)}.
      </p>
      <p className="text-ink-2">What its disk has from that time still takes room as long as it is in use.</p>
    </Confirm>
  );
}
