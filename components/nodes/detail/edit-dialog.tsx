'use client';
import { useState, type SyntheticEvent } from 'react';
import type { Node } from '../../../lib/contract/node.ts';
import { nodeEdit, type NodeEdit } from '../../../lib/contract/node-edit.ts';
import { renameRefusal } from '../../../lib/domain/node-edit.ts';
import { tidyLabels } from '../../../lib/domain/labels.ts';
import { fieldErrors, useEditNode } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { TextArea } from '../../ui/text-area.tsx';

interface EditDialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

const listed = (text: string): string[] => tidyLabels(text.split(/[\s,]+/).filter((each) => each !== ''));

/** What differs from the node; null without a difference. */
function editOf(
  node: Node,
  { name, labels, note }: { readonly name: string; readonly labels: string; readonly note: string },
): NodeEdit | null {
  const wanted = listed(labels);
  const edit = {
    ...(name !== node.name && { name }),
    ...(wanted.join(' ') !== node.labels.join(' ') && { labels: wanted }),
    ...(note !== node.note && { note }),
  };
  return Object.keys(edit).length === 0 ? null : edit;
}

/** The first mistake of each field. */
function mistakesIn(edit: NodeEdit | null): ReadonlyMap<string, string> {
  const issues = edit === null ? [] : (nodeEdit.safeParse(edit).error?.issues ?? []);
  return new Map(issues.toReversed().map(({ path, message }) => [String(path[0] ?? ''), message]));
}

/** Name, labels and note. */
export function EditDialog({ node, onClose }: EditDialogProps) {
  const [name, setName] = useState(node.name);
  const [labels, setLabels] = useState(node.labels.join(' '));
  const [note, setNote] = useState(node.note);
  const save = useEditNode();
  const edit = editOf(node, { name, labels, note });
  const mistakes = mistakesIn(edit);
  const refused = fieldErrors(save.error);
  const errorOf = (field: string): string | undefined => mistakes.get(field) ?? refused.get(field);
  const refusal = renameRefusal(node.state);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (edit === null) onClose();
    else if (mistakes.size === 0) save.mutate({ id: node.id, edit }, { onSuccess: onClose });
  };
  return (
    <Dialog title={`Edit ${node.name}`} open typed onClose={onClose}>
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
          <TextField
            label="Name"
            mono
            value={name}
            onChange={setName}
            isDisabled={refusal !== null}
            error={errorOf('name')}
            hint={
              refusal === null
                ? 'Also the name of its domain. Its files and its host at the orchestrator keep the present one.'
                : `Cannot be changed: ${refusal}`
            }
          />
          <TextField
            label="Labels"
            value={labels}
            onChange={setLabels}
            error={errorOf('labels')}
            placeholder="lab site=oslo"
            hint="Words, or KEY=VALUE, separated by spaces. Filter the list with label:lab."
          />
          <TextArea label="Note" value={note} onChange={setNote} error={errorOf('note')} />
          {save.error && refused.size === 0 && <Problem error={save.error} />}
        </div>
        <DialogFooter>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" isDisabled={edit === null || mistakes.size > 0}>
            Save
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
