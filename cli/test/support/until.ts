const EVERY = 20;

/** Waits for a condition; what it was is said when it does not come. */
export async function until(what: string, condition: () => boolean, within = 20_000): Promise<void> {
  const deadline = performance.now() + within;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${within} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}
