import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that a guest's next visible step may take: software emulation, on a machine that does other things. */
export const GUEST_PATIENCE = 300_000;
const PATIENCE = 20_000;
const INTERVAL = 10;

/** Waits until `look` finds something and returns it; fails, saying what was waited for and `seen`, after `patience`. */
export async function until<T>(
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
