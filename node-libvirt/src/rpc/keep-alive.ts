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

  readonly #settings: KeepAliveSettings;
  readonly #actions: KeepAliveActions;
  readonly #timer: NodeJS.Timeout;
  #silentIntervals = 0;

  constructor(settings: KeepAliveSettings, actions: KeepAliveActions) {
    this.#settings = settings;
    this.#actions = actions;
    this.#timer = setInterval(() => {
      this.#tick();
    }, settings.interval * 1000);
    // Watching a connection is no reason to keep a process alive; the connection's socket is.
    this.#timer.unref();
  }

  /** Anything at all arrived. */
  heard(): void {
    this.#silentIntervals = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    this.#silentIntervals++;
    const { interval, count } = this.#settings;
    if (this.#silentIntervals > count) this.#actions.dead(interval * this.#silentIntervals);
    else this.#actions.ping();
  }
}
