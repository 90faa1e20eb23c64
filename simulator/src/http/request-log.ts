const MAX_ENTRIES_PER_CLIENT = 200;
const MAX_CLIENTS = 256;
const MAX_PATH_LENGTH = 300;

export interface RequestEntry {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly client: string;
  readonly serial: string | undefined;
  /** `TLS` for a failed TLS handshake. */
  readonly method: string;
  readonly path: string;
  /** 0: no response was sent. */
  readonly status: number;
  /** Bytes sent for this request, including headers. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly complete: boolean;
}

/** The last requests of each client, in memory. Clients without recent requests are dropped first. */
export class RequestLog {
  readonly #clients = new Map<string, RequestEntry[]>();

  add(entry: RequestEntry): void {
    const entries = this.#clients.get(entry.client) ?? [];
    entries.push({ ...entry, path: entry.path.slice(0, MAX_PATH_LENGTH) });
    if (entries.length > MAX_ENTRIES_PER_CLIENT) entries.shift();
    this.#clients.delete(entry.client);
    this.#clients.set(entry.client, entries);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > MAX_CLIENTS && oldest !== undefined) this.#clients.delete(oldest);
  }

  /** Oldest first. */
  entries(client?: string): RequestEntry[] {
    if (client !== undefined) return [...(this.#clients.get(client) ?? [])];
    return [...this.#clients.values()].flat().sort((a, b) => a.time - b.time);
  }
}
