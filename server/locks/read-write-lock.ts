/**
 * Shared work runs side by side, exclusive work runs alone, both in the order they were submitted. Removing a resource
 * when its last user has gone is exclusive; using it is shared.
 */
export class ReadWriteLock {
  #lastExclusive: Promise<unknown> = Promise.resolve();
  #sharedSince = new Set<Promise<unknown>>();

  shared<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#lastExclusive.then(work);
    const end = settled(result);
    const since = this.#sharedSince;
    since.add(end);
    void end.then(() => since.delete(end));
    return result;
  }

  exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = [this.#lastExclusive, ...this.#sharedSince];
    const result = Promise.all(before).then(work);
    this.#lastExclusive = settled(result);
    this.#sharedSince = new Set();
    return result;
  }
}

/** A failure belongs to the caller of that work; those that wait for it only wait for its end. */
function settled(work: Promise<unknown>): Promise<unknown> {
  return work.catch(() => undefined);
}
