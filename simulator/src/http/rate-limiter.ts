const FORGET_AFTER = 60_000;

/** A token bucket per client: `perSecond` requests a second, with bursts of the same size. */
export class RateLimiter {
  readonly #perSecond: number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  admits(client: string, now = performance.now()): boolean {
    const bucket = this.#buckets.get(client) ?? { tokens: this.#perSecond, at: now };
    const refilled = bucket.tokens + ((now - bucket.at) / 1000) * this.#perSecond;
    const tokens = Math.min(this.#perSecond, refilled);
    const admitted = tokens >= 1;
    // Re-inserted to keep the map in order of last use, with the oldest first.
    this.#buckets.delete(client);
    this.#buckets.set(client, { tokens: admitted ? tokens - 1 : tokens, at: now });
    this.#forget(now);
    return admitted;
  }

  #forget(now: number): void {
    for (const [client, { at }] of this.#buckets) {
      if (now - at < FORGET_AFTER) return;
      this.#buckets.delete(client);
    }
  }
}
