import { z } from 'zod';
import { usePreference } from '../data/preference.ts';

/** A text that somebody types often. It ends with a line break if it is to be run at once. */
export interface Snippet {
  readonly name: string;
  readonly text: string;
}

const SNIPPETS_MOST = 50;
const stored = z
  .array(z.object({ name: z.string().min(1).max(40), text: z.string().min(1).max(4096) }))
  .max(SNIPPETS_MOST);

/** What the storage of a browser has; none if it was changed by hand into something else. */
export function snippetsIn(text: string): readonly Snippet[] {
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** Those of this browser, by name. */
export function useSnippets() {
  const [text, store] = usePreference('snippets', '[]');
  const snippets = snippetsIn(text);
  return {
    snippets,
    save: (snippet: Snippet): void => {
      const others = snippets.filter(({ name }) => name !== snippet.name);
      const all = [...others, snippet].toSorted((a, b) => a.name.localeCompare(b.name));
      store(JSON.stringify(all.slice(0, SNIPPETS_MOST)));
    },
    remove: (name: string): void =>
      store(JSON.stringify(snippets.filter((snippet) => snippet.name !== name))),
  };
}
