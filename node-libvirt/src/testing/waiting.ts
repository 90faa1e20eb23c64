const defaultPatience = 10_000;

/** Lets everything that is already on its way arrive: one turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits until `condition` holds; fails, saying what was waited for, when it takes too long. */
export async function until(
  what: string,
  condition: () => boolean,
  patience = defaultPatience,
): Promise<void> {
  const deadline = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await turn();
  }
}

/** Lets the event loop turn until `count` turns in a row leave `measure` unchanged: nothing moves any more. */
export async function quiet(measure: () => number, count = 20): Promise<void> {
  let last = measure();
  for (let still = 0; still < count; still++) {
    await turn();
    const now = measure();
    if (now !== last) still = 0;
    last = now;
  }
}
