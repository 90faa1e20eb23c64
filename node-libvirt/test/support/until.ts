const pollMilliseconds = 5;
const patienceMilliseconds = 20_000;

/** Waits until `condition` holds and fails, saying `what` it waited for, when it never does. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  patience = patienceMilliseconds,
): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${patience} ms in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
}
