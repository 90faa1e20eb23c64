import { useState, type RefObject } from 'react';
import { useRouter } from 'next/navigation';
import { fieldErrors } from '../data/hooks.ts';
import { toast } from '../ui/toast-queue.ts';
import { useFocusOnError, useKeptDraft, type KeptDrafts } from './kept-draft.ts';
import type { ReadDraft } from './read-draft.ts';
import { errorAt } from './typed-values.ts';

type Texts = Readonly<Record<string, string>>;

/** What is typed, by the path of the field in the request. */
export interface TextDraft {
  readonly texts: Texts;
}

/** What a field of a form needs. */
export interface DraftFields {
  readonly text: (path: string) => string;
  readonly set: (texts: Texts) => void;
  /** What is wrong with a field that was left, or that somebody tried to save. */
  readonly error: (path: string) => string | undefined;
  readonly left: (path: string) => void;
}

/** Whether a field of a group is shown with an error. */
export const anyError = ({ error }: DraftFields, paths: readonly string[]): boolean =>
  paths.some((path) => error(path) !== undefined);

export interface DraftForm<Draft extends TextDraft, Request> extends DraftFields {
  readonly draft: Draft;
  /** Changes what is not text. */
  readonly change: (part: Partial<Draft>) => void;
  /** The request that the draft means; null while something in it is wrong. */
  readonly request: Request | null;
  /** Unsaved changes of an earlier visit are shown. */
  readonly resumed: boolean;
  readonly startOver: () => void;
  /** Shows what is wrong, wherever it is. */
  readonly reveal: () => void;
  /** Shows it no more, until the next attempt. */
  readonly conceal: () => void;
  /** Saves what the draft means, or shows what is wrong with it. */
  readonly submit: (amend?: (request: Request) => Request) => void;
  readonly cancel: () => void;
  readonly pending: boolean;
  /** A refusal that belongs to no field. */
  readonly refusal: Error | null;
  /** Whether the server refused the field. */
  readonly refused: (path: string) => boolean;
}

/** The element of the form, whose first wrong field has the focus after a refusal. */
export interface FormElement {
  readonly element: RefObject<HTMLFormElement | null>;
}

/** How a request is saved: a mutation of TanStack Query, as far as a form needs it. */
interface Save<Request, Saved> {
  readonly mutate: (request: Request, options: { readonly onSuccess: (saved: Saved) => void }) => void;
  readonly reset: () => void;
  readonly error: Error | null;
  readonly isPending: boolean;
}

interface DraftFormOptions<Draft extends TextDraft, Request, Saved> {
  readonly drafts: KeptDrafts<Draft>;
  /** Drafts with different keys do not mix. */
  readonly draftKey: string;
  readonly begin: () => Draft;
  readonly read: (draft: Draft) => ReadDraft<Request>;
  readonly save: Save<Request, Saved>;
  /** What is said once it is saved, and the page that follows. */
  readonly saved: (saved: Saved) => { readonly message: string; readonly path: string };
  readonly cancelPath: string;
}

/** A form whose draft outlives the page until it is saved: what is typed, what is wrong with it, and how it is saved. */
export function useDraftForm<Draft extends TextDraft, Request, Saved>({
  read,
  save,
  ...options
}: DraftFormOptions<Draft, Request, Saved>): DraftForm<Draft, Request> & FormElement {
  const router = useRouter();
  const { initial, draft, ...kept } = useKeptDraft(options.drafts, options.draftKey, options.begin);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [attempts, setAttempts] = useState(0);
  const element = useFocusOnError(attempts, save.error);
  const result = read(draft);
  const remote = fieldErrors(save.error);

  const change = (part: Partial<Draft>): void => {
    save.reset();
    kept.keep({ ...draft, ...part });
  };
  const leave = (path: string): void => {
    kept.forget();
    // Back does not lead to a form that is done with.
    router.replace(path);
  };
  const reveal = (): void => setAttempts(attempts + 1);
  const onSuccess = (answer: Saved): void => {
    const { message, path } = options.saved(answer);
    toast('good', message);
    leave(path);
  };
  return {
    draft,
    text: (path) => draft.texts[path] ?? '',
    set: (texts) => {
      save.reset();
      kept.keep({ ...draft, texts: { ...draft.texts, ...texts } });
    },
    error: (path) => {
      const changed = (draft.texts[path] ?? '') !== (initial.texts[path] ?? '');
      const shown = attempts > 0 || (seen.has(path) && changed);
      return (shown && !result.ok ? errorAt(result.errors, path) : undefined) ?? errorAt(remote, path);
    },
    left: (path) => setSeen(new Set([...seen, path])),
    change,
    request: result.ok ? result.request : null,
    resumed: kept.resumed,
    startOver: () => {
      setAttempts(0);
      save.reset();
      kept.startOver();
    },
    reveal,
    conceal: () => setAttempts(0),
    submit: (amend = (request) => request) => {
      reveal();
      if (result.ok) save.mutate(amend(result.request), { onSuccess });
    },
    cancel: () => leave(options.cancelPath),
    pending: save.isPending,
    refusal: remote.size === 0 ? save.error : null,
    refused: (path) => remote.has(path),
    element,
  };
}
