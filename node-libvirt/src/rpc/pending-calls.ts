import type { LibvirtError } from '../error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import type { Codec } from '../xdr/codec.ts';
import { XdrReader } from '../xdr/reader.ts';
import { aborted, again, breach, decodeError, protocolError, timedOut } from './errors.ts';
import type { CallOptions } from './waiting.ts';
import type { Packet } from './packet.ts';
import { startTimer } from './waiting.ts';
import { PacketStatus } from './packet.ts';

interface PendingCall {
  readonly procedure: number;
  readonly program: number;
  settle(packet: Packet): void;
  fail(reason: LibvirtError): void;
}

/** The calls of one connection that wait for their reply, by serial. Each is settled exactly once. */
export class PendingCalls {
  readonly #calls = new Map<number, PendingCall>();
  /** Calls given up on, whose late reply is still to come. */
  readonly #abandoned = new Set<number>();
  /** The calls that each signal cancels when it aborts. */
  readonly #abortable = new Map<AbortSignal, Abortable>();

  get size(): number {
    return this.#calls.size;
  }

  /** Whether a reply with this serial may still come. */
  has(serial: number): boolean {
    return this.#calls.has(serial) || this.#abandoned.has(serial);
  }

  /** Waits for the reply to the call sent under `serial`. */
  add<Args, Result>(
    serial: number,
    procedure: Procedure<Args, Result>,
    options: CallOptions,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const stopWaiting = this.#limitWaiting(serial, procedure.name, options);
      this.#calls.set(serial, {
        procedure: procedure.number,
        program: procedure.program.id,
        settle: (reply) => {
          stopWaiting();
          if (reply.status === PacketStatus.ERROR) {
            reject(decodeError(reply.payload, procedure.name));
            return;
          }
          try {
            resolve(decodeResult(procedure.result, reply.payload, procedure.name));
          } catch (error) {
            // The packets around it are still in step, so an unreadable result costs only this call.
            reject(breach(error));
          }
        },
        fail: (reason) => {
          stopWaiting();
          reject(again(reason, procedure.name));
        },
      });
    });
  }

  /** Settles the call that `reply` answers. Throws `protocol` when it answers none. */
  settle(reply: Packet): void {
    const call = this.#calls.get(reply.serial);
    if (!call) {
      if (this.#abandoned.delete(reply.serial)) return;
      throw protocolError(`reply to call ${String(reply.serial)}, which was never made`);
    }
    if (reply.procedure !== call.procedure || reply.program !== call.program) {
      throw protocolError(
        `reply for procedure ${String(reply.procedure)} to a call of ${String(call.procedure)}`,
      );
    }
    if (reply.status !== PacketStatus.OK && reply.status !== PacketStatus.ERROR) {
      throw protocolError(`reply with status ${String(reply.status)}`);
    }
    this.#calls.delete(reply.serial);
    call.settle(reply);
  }

  /** Rejects every call with `reason`; no reply will come any more. */
  failAll(reason: LibvirtError): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#abandoned.clear();
    for (const call of calls) call.fail(reason);
  }

  /** Arms the call's timeout and abort signal; returns what disarms both. */
  #limitWaiting(serial: number, name: string, { timeout, signal }: CallOptions): () => void {
    const giveUp = (reason: LibvirtError) => {
      const call = this.#calls.get(serial);
      this.#calls.delete(serial);
      this.#abandoned.add(serial);
      call?.fail(reason);
    };
    const onAbort = () => {
      giveUp(aborted(name, signal));
    };
    const onTimeout = () => {
      giveUp(timedOut(name, timeout));
    };
    const timer = startTimer(timeout, onTimeout);
    const forget = signal && this.#onAbort(signal, onAbort);
    return () => {
      clearTimeout(timer);
      forget?.();
    };
  }

  /**
   * Many calls may share a signal, such as all calls of one user request. They share one listener: Node warns of more
   * than ten, and removing one takes longer the more there are.
   */
  #onAbort(signal: AbortSignal, giveUp: () => void): () => void {
    const { calls, listener } = this.#abortable.get(signal) ?? this.#listen(signal);
    calls.add(giveUp);
    return () => {
      calls.delete(giveUp);
      if (calls.size > 0) return;
      signal.removeEventListener('abort', listener);
      this.#abortable.delete(signal);
    };
  }

  #listen(signal: AbortSignal): Abortable {
    const calls = new Set<() => void>();
    const listener = () => {
      for (const giveUp of [...calls]) giveUp();
    };
    const abortable = { calls, listener };
    signal.addEventListener('abort', listener, { once: true });
    this.#abortable.set(signal, abortable);
    return abortable;
  }
}

interface Abortable {
  readonly calls: Set<() => void>;
  readonly listener: () => void;
}

function decodeResult<Result>(codec: Codec<Result>, payload: Buffer, call: string): Result {
  const reader = new XdrReader(payload);
  try {
    const result = codec.read(reader);
    if (reader.remaining > 0) throw protocolError(`${String(reader.remaining)} bytes left over in the reply`);
    return result;
  } catch (error) {
    throw breach(error).during(call);
  }
}
