/** How long one call may take. */
export interface CallOptions {
  /** Stop waiting after this many milliseconds. The daemon is not notified, and finishes the call. */
  readonly timeout?: number | undefined;
  /** Stop waiting when this aborts; the same holds for the daemon. */
  readonly signal?: AbortSignal | undefined;
}
