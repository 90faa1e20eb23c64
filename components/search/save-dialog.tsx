'use client';
import { savedSearchRequest } from '../../lib/contract/saved-search.ts';
import { useSaveSearch } from '../data/search.ts';
import { readAs } from '../forms/read-draft.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

/** Keeps a search, perhaps with an alarm. */
export function SaveDialog({ q, onClose }: { readonly q: string; readonly onClose: () => void }) {
  const save = useSaveSearch();
  const { field, check, dialog } = useDialogForm({
    begin: () => ({ name: q, alarm: false }),
    read: (draft) => readAs(savedSearchRequest, { ...draft, q }),
    mutation: save,
    send: (request) => save.mutate(request, { onSuccess: onClose }),
  });
  return (
    <FormDialog title="Save search" verb="Save" sending="Saving …" {...dialog} onClose={onClose}>
      <p className="font-mono text-xs break-words text-ink-2">{q}</p>
      <TextField label="Name" autoFocus {...field('name')} />
      <Checkbox {...check('alarm')}>
        <span>
          <span className="block">Alarm on new lines</span>
          <span className="block text-xs text-ink-3">
            Webhooks with the event search.hit, and open browsers, are told once for each boot that prints it
            from now on.
          </span>
        </span>
      </Checkbox>
    </FormDialog>
  );
}
