/**
 * Where a reader's bytes come from now. `stream`: from the port, at once. `file`: from the domain's own log file, a
 * moment later, because the port is taken by somebody else or the stream has not been matched with the file yet.
 */
export interface ReaderState {
  readonly source: 'connecting' | 'stream' | 'file' | 'finished';
  /** Why it is not `stream`, for people; null when there is nothing to say. */
  readonly note: string | null;
  /** Why nothing can be typed, with what to do; null while it can. */
  readonly refusal: { readonly reason: string; readonly fix: string } | null;
}
