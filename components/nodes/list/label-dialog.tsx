'use client';
import { useState, type SyntheticEvent } from 'react';
import type { Node } from '../../../lib/contract/node.ts';
import { labels as labelList } from '../../../lib/contract/labels.ts';
import { counted } from '../../../lib/domain/format.ts';
import { useBeginBulk } from '../../data/bulks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';

interface LabelDialogProps {
  readonly nodes: readonly Node[];
  readonly onClose: () => void;
}

const listed = (text: string): string[] => text.split(/[\s,]+/).filter((each) => each !== '');

const mistakeIn = (labels: readonly string[]): string | undefined =>
  labelList.safeParse(labels).error?.issues[0]?.message;

/** Labels that are added to several nodes, and removed from them. */
export function LabelDialog({ nodes, onClose }: LabelDialogProps) {
  const [add, setAdd] = useState('');
  const [remove, setRemove] = useState('');
  const begin = useBeginBulk();
  const request = { add: listed(add), remove: listed(remove) };
  const mistakes = { add: mistakeIn(request.add), remove: mistakeIn(request.remove) };
  const isReady =
    request.add.length + request.remove.length > 0 &&
    mistakes.add === undefined &&
    mistakes.remove === undefined;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isReady)
      begin.mutate({ action: 'label', nodes: nodes.map(({ id }) => id), ...request }, { onSuccess: onClose });
  };
  return (
    <Dialog title={`Label ${counted(nodes.length, 'node')}`} open typed onClose={onClose}>
      <form onSubmit={submit}>
        <div className="flex flex-col gap-3 px-4 py-3">
          <TextField
            label="Add"
            autoFocus
            value={add}
            onChange={setAdd}
            placeholder="lab site=oslo"
            error={mistakes.add}
          />
          <TextField
            label="Remove"
            value={remove}
            onChange={setRemove}
            error={mistakes.remove}
            hint="In full, or by their key"
          />
          {begin.error && <Problem error={begin.error} />}
        </div>
        <DialogFooter>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={!isReady}>
            Label {nodes.length}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
