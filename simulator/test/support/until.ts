import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a guest's next visible step may take: software emulation, on a machine that does other things. */
export const GUEST_PATIENCE = 300_000;
const PATIENCE = 20_000;
/** Milliseconds between the first looks, and at most: what is waited for long need not be seen at once. */
const INTERVAL = { first: 10, longest: 150 };

/** Waits until `look` finds something and returns it; fails, saying what was waited for and `seen`, after `patience`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  seen: () => string = () => '',
  patience = PATIENCE,
): Promise<T> {
  const begin = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    const waited = performance.now() - begin;
    if (waited > patience) throw new Error(`waited in vain for ${what}\n${seen()}`);
    await delay(Math.min(INTERVAL.first + waited / 20, INTERVAL.longest));
  }
}
