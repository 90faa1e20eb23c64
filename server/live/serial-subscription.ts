import { ConsoleError } from '../../lib/contract/error.ts';
import {
  SERIAL_FRAME_HEADER,
  SERIAL_WINDOW,
  SNAPSHOT_BEHIND,
  type SerialDown,
  type SerialUp,
} from '../../lib/contract/live.ts';
import { SerialWindow } from './serial-window.ts';
import type { OpenLog, TerminalSize, TerminalSnapshot } from '../core/api.ts';
import { Wake } from './wake.ts';

/** Larger frames save nothing, smaller ones cost calls. */
const FRAME_BYTES = 65_536;

/** A viewer that is so far behind in the middle of a boot is slow: what it has not been sent is left out. */
const SLOW_BEHIND = 2 * SERIAL_WINDOW;

/** The boots of a port. */
export interface SerialSource {
  open(boot?: number): Promise<OpenLog>;
  onBoot(listener: (boot: number) => void): () => void;
  /** What a terminal shows at about the end of a log; null, or without this, it is sent as it is. */
  snapshot?(opened: OpenLog, size: TerminalSize): Promise<TerminalSnapshot | null>;
}

/** Resolves when the data has left this process: at most one frame waits for a slow viewer. */
export type Send = (data: Buffer | string) => Promise<void>;

export type Subscription = Extract<SerialUp, { type: 'subscribe' }>;

function frame(offset: number, bytes: Buffer): Buffer {
  const message = Buffer.allocUnsafe(SERIAL_FRAME_HEADER + bytes.length);
  message.writeBigUInt64BE(BigInt(offset));
  bytes.copy(message, SERIAL_FRAME_HEADER);
  return message;
}

/** One subscription of a viewer: a boot from an offset on and, if it follows, the boots after it. */
export class SerialSubscription {
  readonly #source: SerialSource;
  readonly #send: Send;
  readonly #wake = new Wake();
  #window = new SerialWindow(SERIAL_WINDOW, 0);
  #ended = false;
  #screen: TerminalSize | null = null;
  /** How far behind the viewer has to be for a snapshot. */
  #behind = SNAPSHOT_BEHIND;
  /** Where the log has to end for the next attempt, after one that came to nothing. */
  #retryAt = 0;
  /** The highest number of a boot that is known to have begun. */
  #latest = 0;

  constructor(source: SerialSource, send: Send) {
    this.#source = source;
    this.#send = send;
  }

  acknowledge(offset: number): void {
    this.#window.acknowledge(offset);
    this.#wake.notify();
  }

  end(): void {
    this.#ended = true;
    this.#wake.notify();
  }

  /** Resolves when there is nothing more to send or `end` was called. */
  async run({ boot, from, follow, screen }: Subscription): Promise<void> {
    this.#screen = screen ?? null;
    // Listen before reading the current state, so that no boot that begins in between is missed.
    const unsubscribe = this.#source.onBoot((begun) => this.#begun(begun));
    try {
      let opened = boot === undefined ? await this.#openIfThere() : await this.#source.open(boot);
      const follows = follow ?? (boot === undefined || opened?.log.live === true);
      if (follow && boot !== undefined) this.#begun((await this.#source.open()).boot);
      for (let start = from; !this.#ended; start = 'start') {
        if (opened) await this.sendBoot(opened, start);
        opened = follows ? await this.#openNext(opened?.boot ?? 0) : null;
        if (opened === null) return;
      }
    } finally {
      unsubscribe();
    }
  }

  #begun(boot: number): void {
    this.#latest = Math.max(this.#latest, boot);
    this.#wake.notify();
  }

  /** A boot, by default the latest; null when it does not exist yet or any more. */
  async #openIfThere(boot?: number): Promise<OpenLog | null> {
    try {
      return await this.#source.open(boot);
    } catch (error) {
      if (error instanceof ConsoleError && error.code === 'not-found') return null;
      throw error;
    }
  }

  /** Waits for the next boot; null when `end` was called. */
  async #openNext(after: number): Promise<OpenLog | null> {
    for (let boot = after + 1; !this.#ended;) {
      if (boot > this.#latest) await this.#wake.wait();
      else {
        const opened = await this.#openIfThere(boot);
        if (opened) return opened;
        boot += 1;
      }
    }
    return null;
  }

  async sendBoot(opened: OpenLog, from: Subscription['from']): Promise<void> {
    const { boot, log } = opened;
    const { start, end } = log.facts;
    // From 0, not from the oldest byte kept: the log reports why the bytes before it are missing.
    let position = from === 'start' ? 0 : Math.min(from, end);
    this.#window = new SerialWindow(SERIAL_WINDOW, position);
    this.#behind = SNAPSHOT_BEHIND;
    this.#retryAt = 0;
    const unwatch = log.watch(() => this.#wake.notify());
    try {
      await this.sendMessage({ type: 'begin', boot, live: log.live, start, end });
      while (!this.#ended) {
        // Before reading: bytes added after the last read are read in the next round.
        const { live } = log;
        position = await this.#catchUp(opened, position);
        const moved = await this.sendChunk(log, position);
        if (moved !== null) position = moved;
        else if (live || this.#window.room <= 0) await this.#wake.wait();
        else {
          await this.sendMessage({ type: 'end', boot, offset: position });
          return;
        }
      }
    } finally {
      unwatch();
    }
  }

  /**
   * A viewer that is far behind is shown where the log is now, if it can be sent anything at all: it does not have to draw
   * all that has long been scrolled away. Returns the next position.
   */
  async #catchUp(opened: OpenLog, position: number): Promise<number> {
    const { end } = opened.log.facts;
    const isBehind = end - position > this.#behind && end > this.#retryAt;
    this.#behind = SLOW_BEHIND;
    if (this.#screen === null || this.#window.room <= 0 || !isBehind) return position;
    this.#retryAt = end + SLOW_BEHIND;
    const snapshot = await this.#source.snapshot?.(opened, this.#screen);
    // One that saves little is not worth it.
    if (!snapshot || this.#ended || snapshot.offset - position < SNAPSHOT_BEHIND / 2) return position;
    const { from, offset, columns, rows, data } = snapshot;
    const marks = snapshot.marks.map(([at, line]): [number, number] => [at, line]);
    const shown = { from, offset, columns, rows, data, marks };
    await this.sendMessage({ type: 'snapshot', boot: opened.boot, ...shown });
    this.#window.skipped(position, snapshot.offset);
    this.#retryAt = 0;
    return snapshot.offset;
  }

  /** The next position, or null when nothing can be sent now. */
  async sendChunk(log: OpenLog['log'], position: number): Promise<number | null> {
    const { room } = this.#window;
    if (room <= 0) return null;
    const chunk = await log.read(position, Math.min(FRAME_BYTES, room));
    if (chunk === null || this.#ended) return null;
    if (chunk.kind === 'gap') {
      const { to, reason } = chunk;
      await this.sendMessage({ type: 'gap', from: position, to, reason });
      this.#window.skipped(position, to);
      return to;
    }
    const end = chunk.offset + chunk.bytes.length;
    // Counted before it is sent: the acknowledgement can arrive before `send` resolves.
    this.#window.sent(end);
    await this.#send(frame(chunk.offset, chunk.bytes));
    return end;
  }

  async sendMessage(message: SerialDown): Promise<void> {
    if (!this.#ended) await this.#send(JSON.stringify(message));
  }
}
