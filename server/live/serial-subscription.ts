import { ConsoleError } from '../../lib/contract/error.ts';
import {
  SERIAL_FRAME_HEADER,
  SERIAL_WINDOW,
  type SerialDown,
  type SerialUp,
} from '../../lib/contract/live.ts';
import { type OpenLog } from '../core/api.ts';
import { SerialWindow } from './serial-window.ts';
import { Wake } from './wake.ts';

/** Larger frames save nothing, smaller ones cost calls. */
const FRAME_BYTES = 65_536;

/** The port as a viewer reads it. */
export interface SerialSource {
  open(boot?: number): Promise<OpenLog>;
  onBoot(listener: (boot: number) => void): () => void;
}

/** Resolves when the data has left this process, so that at most one frame waits for a slow viewer. */
export type Send = (data: Buffer | string) => Promise<void>;

export type Subscription = Extract<SerialUp, { type: 'subscribe' }>;

function frame(offset: number, bytes: Buffer): Buffer {
  const message = Buffer.allocUnsafe(SERIAL_FRAME_HEADER + bytes.length);
  message.writeBigUInt64BE(BigInt(offset));
  bytes.copy(message, SERIAL_FRAME_HEADER);
  return message;
}

/** One subscription of a viewer: a boot from an offset on, and the boots after it. */
export class SerialSubscription {
  readonly #source: SerialSource;
  readonly #send: Send;
  readonly #wake = new Wake();
  #window = new SerialWindow(SERIAL_WINDOW, 0);
  #ended = false;
  /** Boots that began and were not shown yet. */
  readonly #boots: number[] = [];

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
  async run({ boot, from }: Subscription): Promise<void> {
    // Before the look at what there is, so that no boot begins in between unseen.
    const forget = this.#source.onBoot((begun) => {
      this.#boots.push(begun);
      this.#wake.notify();
    });
    try {
      let opened = await this.#open(boot);
      const follows = boot === undefined || opened?.log.live === true;
      for (let start = from; !this.#ended; start = 'start') {
        if (opened) await this.sendBoot(opened, start);
        const next = follows ? await this.#nextBoot(opened?.boot ?? 0) : undefined;
        if (next === undefined) return;
        opened = await this.#open(next);
      }
    } finally {
      forget();
    }
  }

  /** Null when the node was never switched on: then its first boot is waited for. */
  async #open(boot: number | undefined): Promise<OpenLog | null> {
    try {
      return await this.#source.open(boot);
    } catch (error) {
      if (boot === undefined && error instanceof ConsoleError && error.code === 'not-found') return null;
      throw error;
    }
  }

  async #nextBoot(after: number): Promise<number | undefined> {
    while (!this.#ended) {
      const next = this.#boots.shift();
      if (next === undefined) await this.#wake.wait();
      else if (next > after) return next;
    }
    return undefined;
  }

  async sendBoot({ boot, log }: OpenLog, from: Subscription['from']): Promise<void> {
    const { start, end } = log.facts;
    // From 0, not from the oldest byte: the log says why what lies before is missing.
    let position = from === 'start' ? 0 : Math.min(from, end);
    this.#window = new SerialWindow(SERIAL_WINDOW, position);
    const forget = log.watch(() => this.#wake.notify());
    try {
      await this.sendMessage({ type: 'begin', boot, live: log.live, start, end });
      while (!this.#ended) {
        // Asked before reading: what is added between a read and its end is read in the next round.
        const { live } = log;
        const moved = await this.sendChunk(log, position);
        if (moved !== null) position = moved;
        else if (live || this.#window.room <= 0) await this.#wake.wait();
        else {
          await this.sendMessage({ type: 'end', boot, offset: position });
          return;
        }
      }
    } finally {
      forget();
    }
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
    // Counted before it is sent: the acknowledgement can be quicker than the end of sending.
    this.#window.sent(end);
    await this.#send(frame(chunk.offset, chunk.bytes));
    return end;
  }

  async sendMessage(message: SerialDown): Promise<void> {
    if (!this.#ended) await this.#send(JSON.stringify(message));
  }
}
