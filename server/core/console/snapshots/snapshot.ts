/** The size of a viewer's terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A line of a snapshot, counted from its first, and the offset of the log at its beginning. */
export type Mark = readonly [offset: number, line: number];

/** What a terminal shows after the bytes of a log before `offset`, as output that draws it in a terminal that was reset. */
export interface TerminalSnapshot extends TerminalSize {
  readonly offset: number;
  /** The offset at its oldest line. */
  readonly from: number;
  readonly data: string;
  readonly marks: readonly Mark[];
  /** Whether the second character set is shifted in. */
  readonly shifted: boolean;
}

export interface DrawRequest {
  readonly size: TerminalSize;
  readonly previous: TerminalSnapshot | null;
  /** What was printed before `bytes`, and counts only for what it has set; null if nothing was. */
  readonly earlier: Uint8Array | null;
  readonly bytes: Uint8Array;
  readonly offset: number;
}
