'use client';
import { useState } from 'react';
import { type Checkpoint, checkpointRequest } from '../../../lib/contract/checkpoint.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { lossOf, nameAtStage, unusedName } from '../../../lib/domain/checkpoint.ts';
import { absolute } from '../../../lib/domain/format.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { useDropCheckpoint, useGoBack, useMakeCheckpoint } from '../../data/checkpoints.ts';
import { readAs } from '../../forms/read-draft.ts';
import { useDialogForm } from '../../forms/use-dialog-form.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { toastError } from '../../ui/toast-queue.ts';

interface DialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

interface MakeProps extends DialogProps {
  readonly points: readonly Checkpoint[];
}

export function MakeDialog({ node, points, onClose }: MakeProps) {
  const make = useMakeCheckpoint(node.id);
  // Stays while the dialog is open, also when its own checkpoint appears in the list.
  const [usual] = useState(() => unusedName(nameAtStage(node.stage), points));
  const { field, dialog } = useDialogForm({
    begin: () => ({ name: '', note: '' }),
    read: ({ name, note }) =>
      readAs(checkpointRequest, {
        note: note.trim(),
        ...(name.trim() !== '' && { name: name.trim() }),
      }),
    mutation: make,
    send: (request) => make.mutate(request, { onSuccess: onClose }),
  });
  return (
    <FormDialog
      title={`Make a checkpoint of ${node.name}`}
      verb="Make checkpoint"
      sending="Making it …"
      {...dialog}
      onClose={onClose}
    >
      <TextField
        label="Name"
        mono
        autoFocus
        placeholder={usual}
        hint={`Left empty, it is called ${usual}`}
        {...field('name')}
      />
      <TextField label="Note (optional)" {...field('note')} />
      <p className="text-ink-2">
        {isOn(node.state)
          ? 'The node pauses for a moment. What is kept is what a power cut at this moment would leave: not what the guest has only in memory.'
          : 'The node is off: everything on its disk is kept as it is.'}
      </p>
    </FormDialog>
  );
}

interface PointProps extends DialogProps {
  readonly point: Checkpoint;
}

/** Names what is lost. */
export function GoBackDialog({ node, point, onClose }: PointProps) {
  const [start, setStart] = useState(true);
  const goBack = useGoBack(node.id);
  const confirm = (): void =>
    void goBack
      .mutateAsync({ id: point.id, request: { powerOff: isOn(node.state), start } })
      .catch(toastError);
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
      onConfirm={() => void drop.mutateAsync(point.id).catch(toastError)}
      onClose={onClose}
    >
      <p>
        {node.name} stays as it is, and can no longer go back to {absolute(point.createdAt)}.
      </p>
      <p className="text-ink-2">
        What it takes on disk is given back: what later checkpoints or the node need of it is merged into them
        {isOn(node.state) ? ', while the node runs on' : ''}. What several of them have in common stays.
      </p>
    </Confirm>
  );
}
