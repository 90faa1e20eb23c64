import type { LibvirtError } from '../error.ts';
import type { Program } from '../protocol/procedure.ts';
import type { Packet } from './packet.ts';
import { PacketStatus, PacketType } from './packet.ts';

/** Identifies a stream's packets: the procedure that opened it and the serial of that call. */
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

  /** Forgets the open streams, but still waits for answers to aborts. */
  clear(): void {
    this.#open.clear();
  }

  /** From now on, waits for the daemon's answer and drops everything before it. */
  abort(serial: number): void {
    this.#open.delete(serial);
    this.#aborted.add(serial);
  }

  receive(packet: Packet): void {
    if (this.#aborted.has(packet.serial)) this.#receiveAborted(packet);
    else this.#open.get(packet.serial)?.receiver.receive(packet);
  }

  /** Resolves when the daemon has answered every abort, after `milliseconds`, or when no answer can come any more. */
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

  /** A daemon confirms an abort; an error, whether or not it answers the abort, is a stream's last packet. */
  #receiveAborted({ serial, type, status }: Packet): void {
    if (type !== PacketType.STREAM || status === PacketStatus.CONTINUE) return;
    this.#aborted.delete(serial);
    if (this.#aborted.size === 0) this.#allAnswered?.();
  }
}
