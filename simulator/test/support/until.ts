import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE = 20_000;
const INTERVAL = 10;

/** Waits until `look` finds something and returns it; fails, saying what was waited for, when it takes too long. */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await delay(INTERVAL);
  }
}
