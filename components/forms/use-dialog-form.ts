import { useState } from 'react';
import { fieldErrors } from '../data/hooks.ts';
import type { ReadDraft } from './read-draft.ts';
import { errorAt } from './typed-values.ts';

/** What is typed and chosen, by the name of the field in the request. */
type DialogDraft<Draft> = Readonly<Record<keyof Draft, string | boolean>>;
type FieldOf<Draft, Value> = Extract<
  { [Field in keyof Draft]: Draft[Field] extends Value ? Field : never }[keyof Draft],
  string
>;

interface DialogFormOptions<Draft, Request> {
  readonly begin: () => Draft;
  readonly read: (draft: Draft) => ReadDraft<Request>;
  /** What sends it: a mutation of TanStack Query, as far as a form needs it. */
  readonly mutation: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly reset: () => void;
  };
  readonly send: (request: Request) => void;
}

/**
 * The form of a dialog: what is typed, what is wrong with which field, and how it is sent. What was empty from the start
 * is not wrong yet. A refusal is shown at its field, or below all where the form has no such field.
 */
export function useDialogForm<Draft extends DialogDraft<Draft>, Request>({
  begin,
  read,
  mutation,
  send,
}: DialogFormOptions<Draft, Request>) {
  const [initial] = useState(begin);
  const [draft, setDraft] = useState(initial);
  const result = read(draft);
  const refused = fieldErrors(mutation.error);
  const change = (next: Draft): void => {
    mutation.reset();
    setDraft(next);
  };
  const error = (field: keyof Draft & string): string | undefined => {
    const isUntouched = draft[field] === '' && initial[field] === '';
    const mistake = result.ok || isUntouched ? undefined : errorAt(result.errors, field);
    return mistake ?? errorAt(refused, field);
  };
  const isShown = (path: string): boolean =>
    Object.entries(draft).some(([field, value]) => typeof value === 'string' && field === path.split('.')[0]);
  return {
    draft,
    set: (part: Partial<Draft>): void => change({ ...draft, ...part }),
    error,
    /** For a text or a choice. */
    field: (field: FieldOf<Draft, string>) => ({
      value: String(draft[field]),
      onChange: (value: string): void => change({ ...draft, [field]: value }),
      error: error(field),
    }),
    /** For a checkbox. */
    check: (field: FieldOf<Draft, boolean>) => ({
      isSelected: draft[field] === true,
      onChange: (isSelected: boolean): void => change({ ...draft, [field]: isSelected }),
    }),
    /** For the dialog around it. */
    dialog: {
      isSending: mutation.isPending,
      isIncomplete: !result.ok,
      error: mutation.error,
      isAtField: refused.size > 0 && [...refused.keys()].every(isShown),
      onSend: (): void => {
        if (result.ok) send(result.request);
      },
    },
  };
}
