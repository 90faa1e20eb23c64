import type { CallOptions } from '../rpc/waiting.ts';
import type { Domain } from './domain.ts';
import type { EventRegistration } from './event-hub.ts';
import { EventStream } from './event-stream.ts';
import type { DomainEvents, EventKind, NetworkEvents, StoragePoolEvents } from './events.ts';
import { domainEvents, networkEvents, storagePoolEvents } from './events.ts';
import { HostConnection } from './host.ts';
import type { Network } from './network.ts';
import type { StoragePool } from './storage-pool.ts';
import type { Family } from './subscriptions.ts';
import { domainFamily, listenerSink, networkFamily, storagePoolFamily, subscribe } from './subscriptions.ts';

/** Narrows a subscription; without a domain (network, pool) events of all are delivered. */
export interface SubscribeOptions extends CallOptions {
  readonly domain?: Domain;
}
export interface NetworkSubscribeOptions extends CallOptions {
  readonly network?: Network;
}
export interface StoragePoolSubscribeOptions extends CallOptions {
  readonly pool?: StoragePool;
}

/** A connection's events. */
export abstract class EventConnection extends HostConnection {
  /** Calls `listener` for every `name` event; once this resolves, no later event is missed. */
  domainEventRegister<Name extends keyof DomainEvents>(
    name: Name,
    listener: (event: DomainEvents[Name]) => void,
    { domain, ...options }: SubscribeOptions = {},
  ): Promise<EventRegistration> {
    return subscribe(
      this.session,
      domainFamily(domain ?? null),
      domainEvents[name],
      listenerSink(listener),
      options,
    );
  }

  /** The same events for use with `for await`; already subscribed when this resolves. */
  domainEvents<Name extends keyof DomainEvents>(
    name: Name,
    { domain, ...options }: SubscribeOptions = {},
  ): Promise<EventStream<DomainEvents[Name]>> {
    return this.#eventStream(domainFamily(domain ?? null), domainEvents[name], options);
  }

  networkEventRegister<Name extends keyof NetworkEvents>(
    name: Name,
    listener: (event: NetworkEvents[Name]) => void,
    { network, ...options }: NetworkSubscribeOptions = {},
  ): Promise<EventRegistration> {
    return subscribe(
      this.session,
      networkFamily(network ?? null),
      networkEvents[name],
      listenerSink(listener),
      options,
    );
  }

  networkEvents<Name extends keyof NetworkEvents>(
    name: Name,
    { network, ...options }: NetworkSubscribeOptions = {},
  ): Promise<EventStream<NetworkEvents[Name]>> {
    return this.#eventStream(networkFamily(network ?? null), networkEvents[name], options);
  }

  storagePoolEventRegister<Name extends keyof StoragePoolEvents>(
    name: Name,
    listener: (event: StoragePoolEvents[Name]) => void,
    { pool, ...options }: StoragePoolSubscribeOptions = {},
  ): Promise<EventRegistration> {
    return subscribe(
      this.session,
      storagePoolFamily(pool ?? null),
      storagePoolEvents[name],
      listenerSink(listener),
      options,
    );
  }

  storagePoolEvents<Name extends keyof StoragePoolEvents>(
    name: Name,
    { pool, ...options }: StoragePoolSubscribeOptions = {},
  ): Promise<EventStream<StoragePoolEvents[Name]>> {
    return this.#eventStream(storagePoolFamily(pool ?? null), storagePoolEvents[name], options);
  }

  async #eventStream<Message, Event>(
    family: Family,
    kind: EventKind<Message, Event>,
    options: CallOptions,
  ): Promise<EventStream<Event>> {
    const stream = new EventStream<Event>();
    stream.attach(await subscribe(this.session, family, kind, stream, options));
    return stream;
  }
}
