import { type Host } from '../../lib/contract/host.ts';

/** What is known of a host now, as one object that is replaced, never changed. */
export class HostPicture {
  #host: Host;
  readonly #listeners = new Set<(host: Host) => void>();

  constructor(name: string, uri: string) {
    this.#host = {
      name,
      uri,
      state: 'connecting',
      reason: null,
      fix: null,
      hostname: null,
      versions: null,
      acceleration: null,
      capacity: null,
      checks: [],
      // Higher than any of an earlier run, whose copies browsers may still hold.
      revision: Date.now(),
    };
  }

  get host(): Host {
    return this.#host;
  }

  onHost(listener: (host: Host) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tells the listeners, unless nothing is new. */
  update(patch: Partial<Omit<Host, 'name' | 'uri' | 'revision'>>): void {
    const next = { ...this.#host, ...patch };
    if (JSON.stringify(next) === JSON.stringify(this.#host)) return;
    this.#host = { ...next, revision: this.#host.revision + 1 };
    for (const listener of this.#listeners) listener(this.#host);
  }

  close(): void {
    this.#listeners.clear();
  }
}
