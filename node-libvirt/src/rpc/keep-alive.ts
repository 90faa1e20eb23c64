import { invalidArgument } from '../error.ts';
import { keepAliveProgram } from '../protocol/procedure.ts';
import { nothing } from '../xdr/codec.ts';
import { encodePacket, PacketStatus, PacketType } from './packet.ts';

export interface KeepAliveSettings {
  /** Seconds of silence before a ping is sent. */
  readonly interval: number;
  /** Pings that may stay unanswered; the connection is dead after `interval × (count + 1)` seconds of silence. */
  readonly count: number;
}

interface KeepAliveActions {
  ping(): void;
  dead(secondsOfSilence: number): void;
}

const message = (procedure: number) =>
  encodePacket(
    { program: keepAliveProgram, procedure, type: PacketType.MESSAGE, serial: 0, status: PacketStatus.OK },
    nothing,
    {},
  );

/** Watches one connection for silence. Source: virkeepaliveprotocol.x and virkeepalive.c. */
export class KeepAlive {
  static readonly pingProcedure = 1;
  static readonly pingPacket = message(1);
  static readonly pongPacket = message(2);

  readonly #interval: number;
  readonly #count: number;
  readonly #actions: KeepAliveActions;
  #timer: NodeJS.Timeout | undefined;
  #lastHeard = performance.now();
  #unanswered = 0;

  /** Throws `invalid` when the settings make no sense. */
  constructor({ interval, count }: KeepAliveSettings, actions: KeepAliveActions) {
    if (!(interval > 0) || !(count >= 0)) {
      throw invalidArgument(
        'keepAlive needs an interval above 0 and a count of at least 0; false switches it off',
      );
    }
    this.#interval = interval * 1000;
    this.#count = count;
    this.#actions = actions;
    this.#arm(this.#interval);
  }

  /** Anything at all arrived. */
  heard(): void {
    this.#lastHeard = performance.now();
    this.#unanswered = 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #arm(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#look();
    }, milliseconds);
    // Watching a connection is no reason to keep a process alive; the connection's socket is.
    this.#timer.unref();
  }

  #look(): void {
    const silence = performance.now() - this.#lastHeard;
    const due = this.#interval * (this.#unanswered + 1);
    if (silence < due) {
      this.#arm(due - silence);
    } else if (this.#unanswered >= this.#count) {
      this.#actions.dead((this.#interval / 1000) * (this.#count + 1));
    } else {
      this.#unanswered++;
      this.#actions.ping();
      this.#arm(this.#interval);
    }
  }
}
