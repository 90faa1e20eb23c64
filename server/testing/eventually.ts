import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL = 25;

/** Waits until `look` finds something and returns it; the failure after a timeout names the condition and `seen`. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  { patience = 30_000, seen = () => '' }: { patience?: number; seen?: () => string } = {},
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}\n${seen()}`);
    await delay(INTERVAL);
  }
}
