import { type ByteLog } from '../../api.ts';

/** A byte log that somebody writes. The reader of the serial port is its only writer. */
export interface Recording extends ByteLog {
  /** Where the next byte goes. */
  readonly end: number;
  /** Bytes accepted and not yet on disk. */
  readonly backlog: number;
  /** Never fails: what the disk refuses becomes a gap that names the reason. */
  append(bytes: Uint8Array): void;
  /** Says that the bytes from `end` to `to` are lost. */
  skip(to: number, reason: string): void;
  /** Resolves when everything accepted so far is on disk, or recorded as a gap. */
  flushed(): Promise<void>;
  /** Takes back what stands from `offset` on, because the domain's own log file says otherwise. */
  rewind(offset: number): Promise<void>;
  /** The boot is over: no more bytes; watchers are notified. */
  finish(): Promise<void>;
  /** Stops writing and watching and leaves everything on disk, to be opened again. */
  dispose(): Promise<void>;
}
