import { connect } from 'node:net';

/** Every so many ticks, which are a second each. */
const EVERY_TICKS = 5;
const ANSWER_MS = 3_000;

export interface PortProbeOptions {
  readonly port: number;
  /** The node's own, from the leases of its network; null while there is none. */
  readonly address: () => Promise<string | null>;
  readonly isWaiting: () => boolean;
  readonly answered: (address: string) => void;
}

/**
 * Tries whether a node accepts connections on a TCP port: one connection at a time, which says nothing and is closed at
 * once.
 */
export class PortProbe {
  readonly #options: PortProbeOptions;
  readonly #closed = new AbortController();
  #ticks = 0;
  #trying: Promise<void> | null = null;

  constructor(options: PortProbeOptions) {
    this.#options = options;
  }

  tick(): void {
    if (this.#ticks++ % EVERY_TICKS !== 0 || this.#trying !== null || !this.#options.isWaiting()) return;
    this.#trying = this.#try().finally(() => (this.#trying = null));
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#trying;
  }

  async #try(): Promise<void> {
    const { port, address, isWaiting, answered } = this.#options;
    // A host that does not answer is tried again like a node that does not.
    const found = await address().catch(() => null);
    if (found === null || this.#closed.signal.aborted) return;
    if ((await accepts(found, port, this.#closed.signal)) && isWaiting()) answered(found);
  }
}

function accepts(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MS, signal });
    const end = (isAccepted: boolean) => () => {
      socket.destroy();
      resolve(isAccepted);
    };
    socket.once('connect', end(true)).once('timeout', end(false)).once('error', end(false));
  });
}
