/** setTimeout takes no more. */
const LONGEST_WAIT_MS = 2_147_483_647;

type Watcher = () => void;

/**
 * Tells the holders of open sockets that their session or token has ended. One timer per watched session; a
 * session that was prolonged meanwhile is looked up again when the timer goes off.
 */
export class SessionEnds {
  readonly #watched = new Map<
    string,
    { readonly watchers: Set<Watcher>; timer: NodeJS.Timeout | undefined }
  >();
  readonly #now: () => number;
  readonly #expiryOf: (hash: string) => Promise<string | null>;

  /** `expiryOf` answers null for a session that is no more. */
  constructor(now: () => number, expiryOf: (hash: string) => Promise<string | null>) {
    this.#now = now;
    this.#expiryOf = expiryOf;
  }

  get size(): number {
    return this.#watched.size;
  }

  watch(
    { id, hash, expiresAt }: { id: string; hash: string; expiresAt: string },
    onEnd: Watcher,
  ): () => void {
    const entry = this.#watched.get(id) ?? { watchers: new Set<Watcher>(), timer: undefined };
    // A wrapper, so that one function watching twice is two watchers.
    const watcher = () => {
      onEnd();
    };
    entry.watchers.add(watcher);
    this.#watched.set(id, entry);
    if (!entry.timer) this.#arm(id, hash, expiresAt);
    return () => {
      entry.watchers.delete(watcher);
      if (entry.watchers.size === 0 && this.#watched.get(id) === entry) this.#forget(id);
    };
  }

  end(id: string): void {
    const entry = this.#watched.get(id);
    this.#forget(id);
    for (const watcher of entry?.watchers ?? []) watcher();
  }

  close(): void {
    for (const id of [...this.#watched.keys()]) this.#forget(id);
  }

  #forget(id: string): void {
    clearTimeout(this.#watched.get(id)?.timer);
    this.#watched.delete(id);
  }

  #arm(id: string, hash: string, expiresAt: string): void {
    const entry = this.#watched.get(id);
    if (!entry) return;
    const wait = Math.max(0, Date.parse(expiresAt) - this.#now());
    entry.timer = setTimeout(() => void this.#expire(id, hash), Math.min(wait, LONGEST_WAIT_MS));
    entry.timer.unref();
  }

  async #expire(id: string, hash: string): Promise<void> {
    // A database that cannot answer must not keep a session alive.
    const expiresAt = await this.#expiryOf(hash).catch(() => null);
    if (expiresAt === null || Date.parse(expiresAt) <= this.#now()) this.end(id);
    else this.#arm(id, hash, expiresAt);
  }
}
