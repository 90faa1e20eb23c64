'use client';
import type { Node } from '../../../lib/contract/node.ts';
import { nodeEdit, type NodeEdit } from '../../../lib/contract/node-edit.ts';
import { renameRefusal } from '../../../lib/domain/node-edit.ts';
import { tidyLabels } from '../../../lib/domain/labels.ts';
import { useEditNode } from '../../data/hooks.ts';
import { NOTHING_TO_SEND, readAs, type ReadDraft } from '../../forms/read-draft.ts';
import { useDialogForm } from '../../forms/use-dialog-form.ts';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextArea } from '../../ui/text-area.tsx';

interface EditDialogProps {
  readonly node: Node;
  readonly onClose: () => void;
}

const listed = (text: string): string[] => tidyLabels(text.split(/[\s,]+/).filter((each) => each !== ''));

interface EditDraft {
  readonly name: string;
  readonly labels: string;
  readonly note: string;
}

/** What differs from the node. */
function read(node: Node, { name, labels, note }: EditDraft): ReadDraft<NodeEdit> {
  const wanted = listed(labels);
  const edit = {
    ...(name !== node.name && { name }),
    ...(wanted.join(' ') !== node.labels.join(' ') && { labels: wanted }),
    ...(note !== node.note && { note }),
  };
  return Object.keys(edit).length === 0 ? NOTHING_TO_SEND : readAs(nodeEdit, edit);
}

/** Name, labels and note. */
export function EditDialog({ node, onClose }: EditDialogProps) {
  const save = useEditNode();
  const { field, dialog } = useDialogForm({
    begin: () => ({ name: node.name, labels: node.labels.join(' '), note: node.note }),
    read: (draft) => read(node, draft),
    mutation: save,
    send: (edit) => save.mutate({ id: node.id, edit }, { onSuccess: onClose }),
  });
  const refusal = renameRefusal(node.state);
  return (
    <FormDialog title={`Edit ${node.name}`} verb="Save" sending="Saving …" {...dialog} onClose={onClose}>
      <TextField
        label="Name"
        mono
        isDisabled={refusal !== null}
        hint={
          refusal === null
            ? 'Also the name of its domain. Its files and its host at the orchestrator keep the present one.'
            : `Cannot be changed: ${refusal}`
        }
        {...field('name')}
      />
      <TextField
        label="Labels"
        placeholder="lab site=oslo"
        hint="Words, or KEY=VALUE, separated by spaces. Filter the list with label:lab."
        {...field('labels')}
      />
      <TextArea label="Note" {...field('note')} />
    </FormDialog>
  );
}
