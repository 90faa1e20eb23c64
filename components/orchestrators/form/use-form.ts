import { useState, type RefObject } from 'react';
import { useRouter } from 'next/navigation';
import type { OrchestratorDefinition, OrchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { fieldErrors } from '../../data/hooks.ts';
import { useSaveOrchestrator } from '../../data/orchestrators.ts';
import { KeptDrafts, useFocusOnError, useKeptDraft } from '../../forms/kept-draft.ts';
import { toast } from '../../ui/toast-queue.ts';
import { draftOf, newDraft, readDraft, type HostRow, type OrchestratorDraft } from './draft.ts';
import { errorAt } from '../../forms/typed-values.ts';

/** By the name of the orchestrator. In memory only: there are passwords in it. */
const drafts = new KeptDrafts<OrchestratorDraft>();

/** What the fields need. */
export interface Form {
  readonly draft: OrchestratorDraft;
  readonly stored: OrchestratorDefinition | null;
  readonly set: (texts: Readonly<Record<string, string>>) => void;
  readonly setHosts: (hosts: readonly HostRow[]) => void;
  /** What is wrong with a field that was left, or that somebody tried to save. */
  readonly error: (path: string) => string | undefined;
  readonly left: (path: string) => void;
}

/** How many fields of a group are filled in. */
export const setIn = ({ draft }: Form, paths: readonly string[]): number =>
  paths.filter((path) => (draft.texts[path] ?? '').trim() !== '').length;

/** Whether a field of a group is shown with an error. */
export const errorsIn = ({ error }: Form, paths: readonly string[]): boolean =>
  paths.some((path) => error(path) !== undefined);

export interface OpenForm {
  readonly form: Form;
  readonly setKind: (kind: OrchestratorDraft['kind']) => void;
  /** The request that the draft means; null while something in it is wrong. */
  readonly request: OrchestratorRequest | null;
  /** Unsaved changes of an earlier visit are shown. */
  readonly resumed: boolean;
  readonly startOver: () => void;
  /** Shows what is wrong, wherever it is. */
  readonly reveal: () => void;
  readonly submit: () => void;
  readonly cancel: () => void;
  readonly pending: boolean;
  /** A refusal that belongs to no field. */
  readonly refusal: Error | null;
  readonly element: RefObject<HTMLFormElement | null>;
}

/** The draft, what is wrong with it, and how it is saved. */
export function useForm(stored: OrchestratorDefinition | null): OpenForm {
  const router = useRouter();
  const begin = () => (stored === null ? newDraft : draftOf(stored));
  const { initial, draft, keep, forget, ...kept } = useKeptDraft(drafts, stored?.name ?? '', begin);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [attempts, setAttempts] = useState(0);
  const save = useSaveOrchestrator(stored !== null);
  const element = useFocusOnError(attempts, save.error);
  const result = readDraft(draft, stored);
  const remote = fieldErrors(save.error);

  const change = (part: Partial<OrchestratorDraft>): void => {
    save.reset();
    keep({ ...draft, ...part });
  };
  const error = (path: string): string | undefined => {
    const changed = (draft.texts[path] ?? '') !== (initial.texts[path] ?? '');
    const shown = attempts > 0 || (seen.has(path) && changed);
    return (shown && !result.ok ? errorAt(result.errors, path) : undefined) ?? errorAt(remote, path);
  };
  const leave = (): void => {
    forget();
    // Back does not lead to a form that is done with.
    router.replace('/orchestrators');
  };
  const reveal = (): void => setAttempts(attempts + 1);
  const saved = ({ name }: { readonly name: string }): void => {
    toast('good', `${name} was ${stored === null ? 'added' : 'changed'}`);
    leave();
  };
  const submit = (): void => {
    reveal();
    if (result.ok) save.mutate(result.request, { onSuccess: saved });
  };
  return {
    form: {
      draft,
      stored,
      set: (texts) => change({ texts: { ...draft.texts, ...texts } }),
      setHosts: (hosts) => change({ hosts }),
      error,
      left: (path) => setSeen(new Set([...seen, path])),
    },
    setKind: (kind) => {
      setAttempts(0);
      change({ kind });
    },
    request: result.ok ? result.request : null,
    resumed: kept.resumed,
    startOver: () => {
      setAttempts(0);
      save.reset();
      kept.startOver();
    },
    reveal,
    submit,
    cancel: leave,
    pending: save.isPending,
    refusal: remote.size === 0 ? save.error : null,
    element,
  };
}
