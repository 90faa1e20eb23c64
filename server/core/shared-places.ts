/**
 * Things that many nodes use and the last one removes (a network, a pool). Between the moment in which a create has
 * made sure that one exists and the moment in which its domain is defined, libvirt does not know of that use; a
 * delete that then looked for other users would find none. So: a removal does not begin while anybody is making use,
 * and nobody begins to use what is being removed.
 */
export class SharedPlaces {
  readonly #users = new Map<string, number>();
  readonly #removals = new Map<string, Promise<unknown>>();

  async use<T>(key: string, work: () => Promise<T>): Promise<T> {
    while (this.#removals.has(key)) await this.#removals.get(key)?.catch(() => undefined);
    this.#users.set(key, (this.#users.get(key) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = (this.#users.get(key) ?? 1) - 1;
      if (left === 0) this.#users.delete(key);
      else this.#users.set(key, left);
    }
  }

  /** Does nothing while somebody uses it: that one's own delete will come here. */
  async remove(key: string, work: () => Promise<unknown>): Promise<void> {
    while (this.#removals.has(key)) await this.#removals.get(key)?.catch(() => undefined);
    if (this.#users.has(key)) return;
    const removal = work();
    this.#removals.set(key, removal);
    try {
      await removal;
    } finally {
      this.#removals.delete(key);
    }
  }
}
