import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds between the first looks, and at most: what is waited for long need not be seen at once. */
const INTERVAL = { first: 25, longest: 150 };

/** Waits until `look` finds something and returns it; the failure after a timeout names the condition and `seen`. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  { patience = 30_000, seen = () => '' }: { patience?: number; seen?: () => string } = {},
): Promise<T> {
  const begin = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const waited = performance.now() - begin;
    if (waited > patience) throw new Error(`waited in vain for ${what}\n${seen()}`);
    // A look may cost as much processor time as what it looks at.
    await delay(Math.min(INTERVAL.first + waited / 20, INTERVAL.longest));
  }
}
