import { useState, type RefObject } from 'react';
import { useRouter } from 'next/navigation';
import type { Host } from '../../../lib/contract/host.ts';
import type { HostRequest } from '../../../lib/contract/host-settings.ts';
import { fieldErrors } from '../../data/hooks.ts';
import { useSaveHost } from '../../data/hosts.ts';
import { KeptDrafts, useFocusOnError, useKeptDraft } from '../../forms/kept-draft.ts';
import { errorAt } from '../../forms/typed-values.ts';
import { toast } from '../../ui/toast-queue.ts';
import { hostPath } from '../paths.ts';
import { draftOf, readDraft, type HostDraft } from './draft.ts';

/** By the name of the host. */
const drafts = new KeptDrafts<HostDraft>();

export interface HostForm {
  readonly draft: HostDraft;
  readonly host: Host | null;
  readonly set: (path: string, text: string) => void;
  readonly setKeys: (hostKeys: readonly string[]) => void;
  /** What is wrong with a field that was left, or that somebody tried to save. */
  readonly error: (path: string) => string | undefined;
  readonly left: (path: string) => void;
  /** The request that the draft means; null while something in it is wrong. */
  readonly request: HostRequest | null;
  readonly resumed: boolean;
  readonly startOver: () => void;
  /** Shows what is wrong, wherever it is. */
  readonly reveal: () => void;
  readonly submit: () => void;
  readonly cancel: () => void;
  readonly pending: boolean;
  /** A refusal that belongs to no field. */
  readonly refusal: Error | null;
}

/** What is typed about a host, what is wrong with it, and how it is saved. */
export function useHostForm(
  host: Host | null,
): HostForm & { readonly element: RefObject<HTMLFormElement | null> } {
  const router = useRouter();
  const kept = useKeptDraft(drafts, host?.name ?? '', () => draftOf(host));
  const { draft } = kept;
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [attempts, setAttempts] = useState(0);
  const save = useSaveHost(host !== null);
  const element = useFocusOnError(attempts, save.error);
  const result = readDraft(draft);
  const remote = fieldErrors(save.error);
  const change = (part: Partial<HostDraft>): void => {
    save.reset();
    kept.keep({ ...draft, ...part });
  };
  const leave = (to: string): void => {
    kept.forget();
    // Back does not lead to a form that is done with.
    router.replace(to);
  };
  const reveal = (): void => setAttempts(attempts + 1);
  return {
    draft,
    host,
    set: (path, text) => change({ texts: { ...draft.texts, [path]: text } }),
    setKeys: (hostKeys) => change({ hostKeys }),
    error: (path) => {
      const changed = (draft.texts[path] ?? '') !== (kept.initial.texts[path] ?? '');
      const shown = attempts > 0 || (seen.has(path) && changed);
      return (shown && !result.ok ? errorAt(result.errors, path) : undefined) ?? errorAt(remote, path);
    },
    left: (path) => setSeen(new Set([...seen, path])),
    request: result.ok ? result.request : null,
    resumed: kept.resumed,
    startOver: () => {
      setAttempts(0);
      save.reset();
      kept.startOver();
    },
    reveal,
    submit: () => {
      reveal();
      if (!result.ok) return;
      save.mutate(result.request, {
        onSuccess: ({ name }) => {
          toast('good', `${name} was ${host === null ? 'added' : 'changed'}`);
          leave(hostPath(name));
        },
      });
    },
    cancel: () => leave(host === null ? '/hosts' : hostPath(host.name)),
    pending: save.isPending,
    refusal: remote.size === 0 ? save.error : null,
    element,
  };
}
