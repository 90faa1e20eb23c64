import { LibvirtError } from '../error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import type { CallOptions } from '../rpc/pending-calls.ts';
import { waitWithin } from '../rpc/waiting.ts';
import type { Packet } from '../rpc/packet.ts';
import { malformed, XdrReader } from '../xdr/reader.ts';

/** How to get one kind of event from the daemon, and what it is delivered as. */
export interface EventSource<Message, Event> {
  readonly message: Procedure<Message, unknown>;
  readonly register: () => Promise<{ callbackID: number }>;
  readonly deregister: (callbackID: number) => Promise<unknown>;
  readonly translate: (message: Message) => Event;
}

/** A listener registered at the daemon. */
export interface EventRegistration {
  /** Frees the daemon's callback; nothing is delivered once this has been called. Safe to call twice. */
  close(): Promise<void>;
}

interface Callback {
  receive(payload: Buffer): void;
  ended(reason: LibvirtError): void;
}

/** What a registration's owner supplies. */
export interface EventSink<Event> {
  event(event: Event): void;
  /** The connection is over; no more events will come. */
  ended(reason: LibvirtError): void;
}

/** Held while a registration is under way; more than this in such a moment means a peer that plays tricks. */
const heldMax = { packets: 10_000, bytes: 8 * 1024 * 1024 };

/**
 * Routes event packets to their listeners by the number the daemon gave each callback.
 *
 * An event can overtake the reply that tells its callback's number, so while any registration is under way,
 * events with unknown numbers are held and looked at again when the number is known: what happens after the
 * daemon has registered us is never lost.
 */
export class EventHub {
  readonly #callbacks = new Map<string, Callback>();
  #held: Packet[] = [];
  #heldBytes = 0;
  #registering = 0;
  #ended: LibvirtError | undefined;

  /** Listeners registered right now; tests prove that none is left behind. */
  get size(): number {
    return this.#callbacks.size;
  }

  async register<Message, Event>(
    source: EventSource<Message, Event>,
    sink: EventSink<Event>,
    options: CallOptions,
  ): Promise<EventRegistration> {
    this.#registering++;
    try {
      const { callbackID } = await this.#ask(source, options);
      if (this.#ended) throw this.#ended;
      const key = keyOf(source.message.number, callbackID);
      this.#callbacks.set(key, {
        receive: (payload) => {
          deliver(source, sink, payload);
        },
        ended: (reason) => {
          sink.ended(reason);
        },
      });
      this.#deliverHeld();
      return { close: () => this.#close(key, () => source.deregister(callbackID)) };
    } finally {
      this.#registering--;
      if (this.#registering === 0) this.#dropHeld();
    }
  }

  /**
   * Asks the daemon for a callback. Giving up waiting does not undo the question, so its late answer is awaited
   * and the callback that nobody wants any more is freed.
   */
  async #ask<Message, Event>(source: EventSource<Message, Event>, options: CallOptions) {
    const answer = source.register();
    try {
      return await waitWithin(answer, options, source.message.name);
    } catch (error) {
      answer.then(({ callbackID }) => source.deregister(callbackID)).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Takes one event packet; one for a callback nobody has (any more) is dropped. Throws `protocol` when the packet
   * cannot be read, or when more have to be held than an honest daemon sends.
   */
  deliver(packet: Packet): void {
    const callbackID = packet.payload.length >= 4 ? packet.payload.readInt32BE(0) : -1;
    const callback = this.#callbacks.get(keyOf(packet.procedure, callbackID));
    if (callback) callback.receive(packet.payload);
    else if (this.#registering > 0) this.#hold(packet);
  }

  end(reason: LibvirtError): void {
    this.#ended = reason;
    const callbacks = [...this.#callbacks.values()];
    this.#callbacks.clear();
    for (const callback of callbacks) callback.ended(reason);
  }

  #hold(packet: Packet): void {
    this.#held.push(packet);
    this.#heldBytes += packet.payload.length;
    if (this.#held.length > heldMax.packets || this.#heldBytes > heldMax.bytes) {
      this.#dropHeld();
      throw malformed('more events for unknown callbacks than any registration explains');
    }
  }

  #dropHeld(): void {
    this.#held = [];
    this.#heldBytes = 0;
  }

  /** Those that are still unknown go back on hold, in order. */
  #deliverHeld(): void {
    const held = this.#held;
    this.#dropHeld();
    for (const packet of held) this.deliver(packet);
  }

  async #close(key: string, deregister: () => Promise<unknown>): Promise<void> {
    if (!this.#callbacks.delete(key) || this.#ended) return;
    try {
      await deregister();
    } catch (error) {
      // A connection that ended took the callback with it.
      if (error instanceof LibvirtError && (error.kind === 'lost' || error.kind === 'closed')) return;
      throw error;
    }
  }
}

function keyOf(procedure: number, callbackID: number): string {
  return `${String(procedure)}:${String(callbackID)}`;
}

/** A listener that throws must not take the connection with it: its error surfaces as uncaught. */
function deliver<Message, Event>(
  { message, translate }: EventSource<Message, Event>,
  sink: EventSink<Event>,
  payload: Buffer,
): void {
  const event = translate(message.args.read(new XdrReader(payload)));
  try {
    sink.event(event);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}
