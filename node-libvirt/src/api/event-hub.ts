import { LibvirtError } from '../error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import { waitWithin } from '../rpc/waiting.ts';
import type { Packet } from '../rpc/packet.ts';
import { malformed, XdrReader } from '../xdr/reader.ts';

/** How to subscribe to one kind of event at the daemon, and the form in which it is delivered. */
export interface EventSource<Message, Event> {
  readonly message: Procedure<Message, unknown>;
  /** The UUID of the only object whose events are wanted; empty for all objects. */
  readonly scope: string;
  readonly register: () => Promise<{ callbackID: number }>;
  readonly deregister: (callbackID: number) => Promise<unknown>;
  readonly translate: (message: Message) => Event;
}

/** A listener registered at the daemon. */
export interface EventRegistration {
  /** Frees the daemon's callback; nothing is delivered once this has been called. Safe to call twice. */
  close(): Promise<void>;
}

/** Callbacks of a registration's owner. */
export interface EventSink<Event> {
  event(event: Event): void;
  /** The connection is over; no more events will come. */
  ended(reason: LibvirtError): void;
}

/** Limit of events held while a registration is in progress; more indicate a misbehaving peer. */
const heldMax = { packets: 10_000, bytes: 8 * 1024 * 1024 };

interface Listener {
  receive(payload: Buffer): void;
  ended(reason: LibvirtError): void;
}

/** One callback at the daemon and its listeners. */
interface SharedCallback {
  readonly key: string;
  /** The procedure number of its event messages. */
  readonly procedure: number;
  readonly listeners: Set<Listener>;
  /** Resolves to the callback's number once the daemon has registered it. */
  readonly opened: Promise<number>;
  readonly free: (callbackID: number) => Promise<unknown>;
  /** Set when the last listener has gone. */
  freed?: Promise<void>;
}

/**
 * Routes event packets to their listeners by the number the daemon gave each callback.
 *
 * The daemon accepts one callback per event and object from a connection, so listeners share it: the first one
 * registers it, the last one frees it, and a listener that arrives meanwhile waits and then registers it again.
 *
 * An event can overtake the reply with its callback's number. So while any registration is in progress, events with
 * unknown numbers are held and routed once the number is known: no event after the registration is lost.
 */
export class EventHub {
  readonly #shared = new Map<string, SharedCallback>();
  readonly #callbacks = new Map<string, SharedCallback>();
  #held: Packet[] = [];
  #heldBytes = 0;
  #registering = 0;
  #ended: LibvirtError | undefined;

  /** Callbacks currently registered at the daemon; tests check that none is left behind. */
  get size(): number {
    return this.#callbacks.size;
  }

  /** Giving up waiting undoes the registration as soon as it is made. */
  async register<Message, Event>(
    source: EventSource<Message, Event>,
    sink: EventSink<Event>,
    options: CallOptions,
  ): Promise<EventRegistration> {
    const listener: Listener = {
      receive: (payload) => {
        deliver(source, sink, payload);
      },
      ended: (reason) => {
        sink.ended(reason);
      },
    };
    const joining = this.#join(source, listener);
    try {
      const shared = await waitWithin(joining, options, source.message.name);
      return { close: () => this.#leave(shared, listener) };
    } catch (error) {
      joining.then((shared) => this.#leave(shared, listener)).catch(() => undefined);
      throw error;
    }
  }

  async #join<Message, Event>(
    source: EventSource<Message, Event>,
    listener: Listener,
  ): Promise<SharedCallback> {
    const key = `${source.message.number}:${source.scope}`;
    for (;;) {
      if (this.#ended) throw this.#ended;
      const known = this.#shared.get(key);
      if (known?.freed) {
        await known.freed.catch(() => undefined);
        continue;
      }
      const shared = known ?? this.#open(key, source);
      shared.listeners.add(listener);
      await shared.opened;
      return shared;
    }
  }

  #open<Message, Event>(key: string, source: EventSource<Message, Event>): SharedCallback {
    const shared: SharedCallback = {
      key,
      procedure: source.message.number,
      listeners: new Set(),
      opened: this.#askDaemon(source, () => shared),
      free: source.deregister,
    };
    this.#shared.set(key, shared);
    shared.opened.catch(() => this.#shared.delete(key));
    return shared;
  }

  async #askDaemon<Message, Event>(
    source: EventSource<Message, Event>,
    shared: () => SharedCallback,
  ): Promise<number> {
    this.#registering++;
    try {
      const { callbackID } = await source.register();
      if (this.#ended) throw this.#ended;
      const id = keyOf(source.message.number, callbackID);
      this.#callbacks.set(id, shared());
      try {
        this.#deliverHeld();
      } catch (error) {
        this.#callbacks.delete(id);
        source.deregister(callbackID).catch(() => undefined);
        throw error;
      }
      return callbackID;
    } finally {
      this.#registering--;
      if (this.#registering === 0) this.#dropHeld();
    }
  }

  async #leave(shared: SharedCallback, listener: Listener): Promise<void> {
    if (!shared.listeners.delete(listener) || shared.listeners.size > 0 || this.#ended) return;
    shared.freed = this.#free(shared);
    await shared.freed;
  }

  async #free(shared: SharedCallback): Promise<void> {
    const callbackID = await shared.opened;
    this.#callbacks.delete(keyOf(shared.procedure, callbackID));
    try {
      await shared.free(callbackID);
    } catch (error) {
      // A connection that ended took the callback with it.
      if (error instanceof LibvirtError && (error.kind === 'lost' || error.kind === 'closed')) return;
      throw error;
    } finally {
      this.#shared.delete(shared.key);
    }
  }

  /**
   * Takes one event packet; drops it if its callback is unknown or has been freed. Throws `protocol` when the packet
   * cannot be read, or when more events have to be held than a well-behaved daemon sends.
   */
  deliver(packet: Packet): void {
    const callbackID = packet.payload.length >= 4 ? packet.payload.readInt32BE(0) : -1;
    const callback = this.#callbacks.get(keyOf(packet.procedure, callbackID));
    if (callback) for (const listener of [...callback.listeners]) listener.receive(packet.payload);
    else if (this.#registering > 0) this.#hold(packet);
  }

  end(reason: LibvirtError): void {
    this.#ended = reason;
    const callbacks = [...this.#callbacks.values()];
    this.#callbacks.clear();
    this.#shared.clear();
    for (const { listeners } of callbacks) for (const listener of listeners) listener.ended(reason);
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
}

function keyOf(procedure: number, callbackID: number): string {
  return `${String(procedure)}:${String(callbackID)}`;
}

/** A listener that throws must not end the connection: its error surfaces as uncaught. */
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
