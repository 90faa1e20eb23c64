/** Milliseconds between the first looks, and at most: what is waited for long need not be seen at once. */
const interval = { first: 5, longest: 150 };
const patienceMilliseconds = 20_000;

/** Waits until `condition` holds and fails, saying `what` it waited for, when it never does. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  patience = patienceMilliseconds,
): Promise<void> {
  const begin = performance.now();
  while (!(await condition())) {
    const waited = performance.now() - begin;
    if (waited > patience) throw new Error(`waited ${patience} ms in vain for: ${what}`);
    const pause = Math.min(interval.first + waited / 20, interval.longest);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
