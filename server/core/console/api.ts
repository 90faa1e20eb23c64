import type { PortLog } from '../../../lib/contract/boot.ts';
import type { ScreenText } from '../../../lib/contract/screen-text.ts';
import type { Actor } from '../access/actor.ts';
import type { Duplex } from 'node:stream';
import type { TerminalSize, TerminalSnapshot } from './snapshots/snapshot.ts';

/** Bytes of one serial port in one boot. */
export interface ByteLog {
  readonly facts: PortLog;
  /** Whether more bytes may follow. */
  readonly live: boolean;
  /**
   * At most `limit` bytes from `from`; a gap if bytes are missing there; null at the end.
   */
  read(from: number, limit: number): Promise<ByteChunk | null>;
  /** Called (coalesced, at most 16 ms late) after bytes were added and once when the log has ended. */
  watch(listener: () => void): () => void;
  /** When the bytes between the offsets arrived, as far as it was noted. */
  times(from: number, to: number): Promise<readonly Arrival[]>;
}

/** Bytes of a log that arrived together. */
export interface Arrival {
  readonly from: number;
  readonly to: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type ByteChunk =
  | { readonly kind: 'bytes'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'gap'; readonly from: number; readonly to: number; readonly reason: string };

export interface OpenLog {
  readonly boot: number;
  readonly log: ByteLog;
}

/** Of nodes; and of other domains, by their address HOST/UUID. */
export interface ConsolesSection {
  /** The log of the current (or latest, or given) boot. */
  open(idOrName: string, port: number, boot?: number): Promise<OpenLog>;
  /** What a terminal shows at about the end of an opened log; null if it cannot be drawn. */
  snapshot(
    idOrName: string,
    port: number,
    opened: OpenLog,
    size: TerminalSize,
  ): Promise<TerminalSnapshot | null>;
  /** Called with the number of every boot that begins. */
  onBoot(idOrName: string, listener: (boot: number) => void): () => void;
  /** Types into the port; requires the role operator. */
  write(idOrName: string, port: number, text: string, actor: Actor): Promise<void>;
  /** A raw RFB connection to the node's screen. */
  vnc(idOrName: string): Promise<Duplex>;
  /** The screen as PNG. Throws `conflict` while the node is off. */
  screenshot(idOrName: string): Promise<Buffer>;
  /** What is written on it, where firmware or a text console draws it. Throws `conflict` while the node is off. */
  screenText(idOrName: string): Promise<ScreenText>;
}
