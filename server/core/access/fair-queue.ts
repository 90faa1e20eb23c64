interface Waiting {
  readonly begin: () => void;
  readonly refuse: () => void;
}

/**
 * A queue with bounded concurrency and bounded length. Clients take turns. When the queue is full, the client with the
 * most waiting work is refused, so a client that floods delays only itself.
 */
export class FairQueue {
  readonly #atOnce: number;
  readonly #most: number;
  readonly #refusal: () => Error;
  /** In turn order. */
  readonly #waiting = new Map<string, Waiting[]>();
  #count = 0;
  #busy = 0;

  constructor(bounds: { readonly atOnce: number; readonly waiting: number }, refusal: () => Error) {
    this.#atOnce = bounds.atOnce;
    this.#most = bounds.waiting;
    this.#refusal = refusal;
  }

  async run<T>(client: string, work: () => Promise<T>): Promise<T> {
    if (this.#busy < this.#atOnce) this.#busy += 1;
    else await this.#turn(client);
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #turn(client: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const own = this.#waiting.get(client) ?? [];
      own.push({ begin: resolve, refuse: () => reject(this.#refusal()) });
      this.#waiting.set(client, own);
      this.#count += 1;
      if (this.#count > this.#most) this.#refuseOne();
    });
  }

  #refuseOne(): void {
    const [longest] = [...this.#waiting].sort(([, one], [, other]) => other.length - one.length);
    if (!longest) return;
    const [client, waiting] = longest;
    waiting.pop()?.refuse();
    this.#count -= 1;
    if (waiting.length === 0) this.#waiting.delete(client);
  }

  /** Passes the slot to the next client, or frees it. */
  #next(): void {
    const [first] = this.#waiting;
    if (!first) {
      this.#busy -= 1;
      return;
    }
    const [client, waiting] = first;
    this.#waiting.delete(client);
    const next = waiting.shift();
    if (waiting.length > 0) this.#waiting.set(client, waiting);
    this.#count -= 1;
    next?.begin();
  }
}
