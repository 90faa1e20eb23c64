/**
 * Work that may go on side by side (`shared`) and work that must be alone (`alone`), in the order of asking. A
 * removal of "the last one" is alone; what it could pull the ground from under is shared.
 */
export class Turns {
  #lastAlone: Promise<unknown> = Promise.resolve();
  #sharedSince = new Set<Promise<unknown>>();

  shared<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#lastAlone.then(work);
    const end = settled(result);
    const since = this.#sharedSince;
    since.add(end);
    void end.then(() => since.delete(end));
    return result;
  }

  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = [this.#lastAlone, ...this.#sharedSince];
    const result = Promise.all(before).then(work);
    this.#lastAlone = settled(result);
    this.#sharedSince = new Set();
    return result;
  }
}

/** The caller of a task gets its error; the next task only waits for its end. */
function settled(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => undefined);
}
