/** How long one call may take. */
export interface CallOptions {
  /** Stop waiting after this many milliseconds. The daemon is not told: what it has begun, it finishes. */
  readonly timeout?: number | undefined;
  /** Stop waiting when this aborts; the same holds for the daemon. */
  readonly signal?: AbortSignal | undefined;
}
