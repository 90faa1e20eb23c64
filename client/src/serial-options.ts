import type { ConsoleError } from '../../lib/contract/error.ts';
import type { SerialDown } from '../../lib/contract/live.ts';
import type { ConsoleClient } from './client.ts';
import type { ConsoleSocket, CreateSocket } from './console-socket.ts';

/** `ended`: the boot is over; `waiting`: for the next attempt to connect; `failed`: there will be none. */
type SerialState = 'connecting' | 'open' | 'ended' | 'waiting' | 'failed';
export type SerialMode = 'read' | 'write';

/** Who drives the port, as far as it concerns this viewer. */
export type DriverState = Extract<SerialDown, { type: 'driver' }>;

export interface SerialSnapshot {
  readonly state: SerialState;
  readonly boot: number | null;
  readonly mode: SerialMode;
  /** Why there is no connection, or what the server refused last. */
  readonly error: Error | null;
}

interface SerialBegin {
  readonly boot: number;
  /** Whether the boot has not ended yet. */
  readonly live: boolean;
  /** Where its log ends at this moment. */
  readonly end: number;
  /** The same boot as before, after a broken connection. */
  readonly resumed: boolean;
}

/** What a terminal of that size shows at an offset, in place of all bytes before it. */
export interface TerminalSnapshot {
  readonly columns: number;
  readonly rows: number;
  /** The offset at its oldest line. */
  readonly from: number;
  readonly offset: number;
  /** Draws it, in a terminal that was reset. */
  readonly data: string;
  /** Pairs of an offset and the line, counted from the oldest, that begins there. */
  readonly marks: readonly (readonly [offset: number, line: number])[];
}

/** Where the bytes go. */
export interface SerialSink {
  begin?(begin: SerialBegin): void;
  /** Each byte once, in order. Resolves when they have been taken: the server sends no more than its window ahead. */
  bytes(bytes: Uint8Array, offset: number): Promise<void>;
  /** It is called only with `screen` in the options, and resolves when it has been drawn. */
  snapshot?(snapshot: TerminalSnapshot): Promise<void>;
  gap?(from: number, to: number, reason: string): void;
  end?(boot: number): void;
  /** The server refused something, such as input. */
  refused?(error: ConsoleError): void;
  /** Somebody else drives: what was typed has not been sent. */
  blocked?(error: ConsoleError): void;
  /** Who drives has changed, or who asks for it. */
  driver?(state: DriverState): void;
}

export interface SerialOptions {
  readonly client: Pick<ConsoleClient, 'url' | 'ticket'>;
  readonly createSocket: CreateSocket<ConsoleSocket>;
  readonly node: string;
  readonly port: number;
  readonly mode: SerialMode;
  /** Where it begins; by default at the first byte of the current boot. */
  readonly boot?: number | undefined;
  readonly from?: number | 'start' | undefined;
  /** Whether it continues with later boots. */
  readonly follow: boolean;
  /** The size of the terminal, for snapshots of a console with much output; without it, every byte is sent. */
  readonly screen?: () => { readonly columns: number; readonly rows: number };
  readonly sink: SerialSink;
}
