import type { ByteLog } from '../../api.ts';

/** A byte log that is being written; the reader of the serial port is its only writer. */
export interface Recording extends ByteLog {
  /** The offset of the next byte. */
  readonly end: number;
  /** Bytes accepted and not yet on disk. */
  readonly backlog: number;
  /** Never fails: bytes that cannot be written become a gap with the reason. */
  append(bytes: Uint8Array): void;
  /** Records that the bytes from `end` to `to` are lost. */
  skip(to: number, reason: string): void;
  /** Resolves when everything accepted so far is on disk, or recorded as a gap. */
  flushed(): Promise<void>;
  /** Removes everything from `offset` on, because the domain's own log file differs. */
  rewind(offset: number): Promise<void>;
  /** The boot is over: no more bytes; watchers are notified. */
  finish(): Promise<void>;
  /** Stops writing and watching; the log can be reopened. */
  dispose(): Promise<void>;
}
