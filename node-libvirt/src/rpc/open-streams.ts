import type { LibvirtError } from '../error.ts';
import type { Program } from '../protocol/procedure.ts';
import type { Packet } from './packet.ts';
import { PacketStatus, PacketType } from './packet.ts';

/** What tells a stream's packets apart: the procedure that opened it and the serial of that call. */
export interface StreamAddress {
  readonly program: Program;
  readonly procedure: number;
  readonly serial: number;
}

/** The far end of a stream: gets every stream packet that carries its call's serial. Must not throw. */
export interface StreamReceiver {
  receive(packet: Packet): void;
  /** The connection died under the stream. */
  lost(reason: LibvirtError): void;
}

export interface OpenStream {
  readonly address: StreamAddress;
  readonly receiver: StreamReceiver;
}

/** The streams of one connection, those included that were given up and whose abort the daemon has yet to answer. */
export class OpenStreams {
  readonly #open = new Map<number, OpenStream>();
  readonly #aborted = new Set<number>();
  #allAnswered: (() => void) | undefined;

  add(address: StreamAddress, receiver: StreamReceiver): void {
    this.#open.set(address.serial, { address, receiver });
  }

  delete(serial: number): void {
    this.#open.delete(serial);
  }

  /** Whether a packet with this serial may still come. */
  has(serial: number): boolean {
    return this.#open.has(serial) || this.#aborted.has(serial);
  }

  list(): OpenStream[] {
    return [...this.#open.values()];
  }

  /** Forgets the open ones; answers to aborts are waited for all the same. */
  clear(): void {
    this.#open.clear();
  }

  /** From now on the daemon's answer is waited for, and everything in front of it dropped. */
  abort(serial: number): void {
    this.#open.delete(serial);
    this.#aborted.add(serial);
  }

  receive(packet: Packet): void {
    if (this.#aborted.has(packet.serial)) this.#receiveAborted(packet);
    else this.#open.get(packet.serial)?.receiver.receive(packet);
  }

  /** Resolves when the daemon has answered every abort, or has had `milliseconds` for it, or cannot any more. */
  answered(milliseconds: number): Promise<void> {
    if (this.#aborted.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#allAnswered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** No answer will come any more. */
  giveUp(): void {
    this.#aborted.clear();
    this.#allAnswered?.();
  }

  /** A daemon confirms an abort; an error, its answer or not, is the last that it says of a stream. */
  #receiveAborted({ serial, type, status }: Packet): void {
    if (type !== PacketType.STREAM || status === PacketStatus.CONTINUE) return;
    this.#aborted.delete(serial);
    if (this.#aborted.size === 0) this.#allAnswered?.();
  }
}
