import type { Role } from '../../../lib/contract/session.ts';
import type { Identity } from './api.ts';

/** Sessions are checked at least this often: changes of roles and deletions by others cause no event. */
const LONGEST_WAIT_MS = 60_000;

export type Watched = Pick<Identity, 'id' | 'hash' | 'kind' | 'expiresAt' | 'actor'>;

interface Watcher {
  readonly role: Role;
  readonly onEnd: () => void;
}

interface Entry {
  readonly watchers: Set<Watcher>;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Notifies the owners of open sockets that their session or token has ended, or that its rights have changed. One timer
 * per watched session.
 */
export class SessionEnds {
  readonly #watched = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #look: (watched: Watched) => Promise<Identity | null>;

  /** `look` returns null for a session that has ended. */
  constructor(now: () => number, look: (watched: Watched) => Promise<Identity | null>) {
    this.#now = now;
    this.#look = look;
  }

  get size(): number {
    return this.#watched.size;
  }

  /** Also reports an end between the caller's own check of the session and this call. */
  watch(watched: Watched, onEnd: () => void): () => void {
    const { id, actor } = watched;
    const entry = this.#watched.get(id) ?? { watchers: new Set<Watcher>(), timer: undefined };
    const watcher = { role: actor.role, onEnd };
    entry.watchers.add(watcher);
    this.#watched.set(id, entry);
    void this.#check(watched);
    return () => {
      entry.watchers.delete(watcher);
      if (entry.watchers.size === 0 && this.#watched.get(id) === entry) this.#forget(id);
    };
  }

  end(id: string): void {
    const entry = this.#watched.get(id);
    this.#forget(id);
    for (const { onEnd } of entry?.watchers ?? []) onEnd();
  }

  close(): void {
    for (const id of [...this.#watched.keys()]) this.#forget(id);
  }

  #forget(id: string): void {
    clearTimeout(this.#watched.get(id)?.timer);
    this.#watched.delete(id);
  }

  async #check(watched: Watched): Promise<void> {
    // A database that cannot answer must not keep a session alive.
    const present = await this.#look(watched).catch(() => null);
    const entry = this.#watched.get(watched.id);
    if (!entry) return;
    if (!present) {
      this.end(watched.id);
      return;
    }
    for (const watcher of entry.watchers) {
      if (watcher.role === present.actor.role) continue;
      entry.watchers.delete(watcher);
      watcher.onEnd();
    }
    if (entry.watchers.size === 0) this.#forget(watched.id);
    else this.#arm(entry, present);
  }

  #arm(entry: Entry, watched: Watched): void {
    clearTimeout(entry.timer);
    const wait = Math.max(0, Date.parse(watched.expiresAt) - this.#now());
    entry.timer = setTimeout(() => void this.#check(watched), Math.min(wait, LONGEST_WAIT_MS));
    entry.timer.unref();
  }
}
