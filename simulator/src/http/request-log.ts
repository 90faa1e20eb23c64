const PER_CLIENT = 200;
const CLIENTS = 256;
const LONGEST_PATH = 300;

export interface RequestEntry {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly client: string;
  readonly serial: string | undefined;
  /** `TLS` for a connection that did not get as far as a request. */
  readonly method: string;
  readonly path: string;
  /** 0: no answer was sent. */
  readonly status: number;
  /** Sent on the connection for this request, headers included. */
  readonly bytes: number;
  readonly milliseconds: number;
  readonly complete: boolean;
}

/** The last requests of each client, in memory; the clients longest silent are forgotten first. */
export class RequestLog {
  readonly #clients = new Map<string, RequestEntry[]>();

  add(entry: RequestEntry): void {
    const entries = this.#clients.get(entry.client) ?? [];
    entries.push({ ...entry, path: entry.path.slice(0, LONGEST_PATH) });
    if (entries.length > PER_CLIENT) entries.shift();
    this.#clients.delete(entry.client);
    this.#clients.set(entry.client, entries);
    const [oldest] = this.#clients.keys();
    if (this.#clients.size > CLIENTS && oldest !== undefined) this.#clients.delete(oldest);
  }

  /** The newest last. */
  entries(client?: string): RequestEntry[] {
    if (client !== undefined) return [...(this.#clients.get(client) ?? [])];
    return [...this.#clients.values()].flat().sort((a, b) => a.time - b.time);
  }
}
