import { useEffect, useRef, useState, type RefObject } from 'react';
import { onSignedOut } from '../data/store.ts';

/** What was typed in forms and not saved, by a key; nothing of it is left for the next user. */
export class KeptDrafts<Draft> {
  readonly #drafts = new Map<string, Draft>();

  constructor() {
    onSignedOut(() => this.#drafts.clear());
  }

  get(key: string): Draft | undefined {
    return this.#drafts.get(key);
  }

  keep(key: string, draft: Draft): void {
    this.#drafts.set(key, draft);
  }

  forget(key: string): void {
    this.#drafts.delete(key);
  }
}

/** A draft, as it was left if the page was left without saving. */
export function useKeptDraft<Draft>(drafts: KeptDrafts<Draft>, key: string, begin: () => Draft) {
  const [initial] = useState(begin);
  const [draft, setDraft] = useState(() => drafts.get(key) ?? initial);
  const [resumed, setResumed] = useState(() => drafts.get(key) !== undefined);
  return {
    initial,
    draft,
    /** Unsaved changes of an earlier visit are shown. */
    resumed,
    keep: (next: Draft): void => {
      drafts.keep(key, next);
      setDraft(next);
    },
    forget: (): void => drafts.forget(key),
    startOver: (): void => {
      drafts.forget(key);
      setResumed(false);
      setDraft(initial);
    },
  };
}

/** After a refusal the first wrong field has the focus. */
export function useFocusOnError(attempts: number, refusal: Error | null): RefObject<HTMLFormElement | null> {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (attempts === 0) return;
    const invalid = element.current?.querySelector('[aria-invalid="true"]');
    if (invalid instanceof HTMLElement) invalid.focus();
  }, [attempts, refusal]);
  return element;
}
