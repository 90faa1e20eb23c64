import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE = 150_000;
const INTERVAL = 50;

/** Waits until `look` finds something and returns it; fails, saying what was waited for and `seen`, after a while. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  seen: () => string = () => '',
  patience = PATIENCE,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}\n${seen()}`);
    await delay(INTERVAL);
  }
}
