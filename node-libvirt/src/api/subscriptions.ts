import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import { connectionProcedures as procedures } from '../protocol/connection.ts';
import type { DomainRef, NetworkRef, PoolRef } from '../protocol/types.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { EventKind } from './events.ts';
import type { EventRegistration, EventSink } from './event-hub.ts';
import { Feature } from './handshake.ts';
import type { Session } from './session.ts';

/** The three families of events differ only in the calls that register and free a callback. */
export interface Family {
  /** The UUID of the only object whose events are wanted; empty for all. */
  readonly scope: string;
  register(session: Session, eventID: number): Promise<{ callbackID: number }>;
  deregister(session: Session, callbackID: number): Promise<unknown>;
}

/** Events of `domain`, or of every domain. */
export function domainFamily(domain: DomainRef | null): Family {
  return {
    scope: domain?.uuid ?? '',
    register: (session, eventID) =>
      session.call(procedures.CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, { eventID, dom: domain }),
    deregister: (session, callbackID) =>
      session.call(procedures.CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY, { callbackID }),
  };
}

export function networkFamily(network: NetworkRef | null): Family {
  return {
    scope: network?.uuid ?? '',
    register: (session, eventID) =>
      session.call(procedures.CONNECT_NETWORK_EVENT_REGISTER_ANY, { eventID, net: network }),
    deregister: (session, callbackID) =>
      session.call(procedures.CONNECT_NETWORK_EVENT_DEREGISTER_ANY, { callbackID }),
  };
}

export function storagePoolFamily(pool: PoolRef | null): Family {
  return {
    scope: pool?.uuid ?? '',
    register: (session, eventID) =>
      session.call(procedures.CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY, { eventID, pool }),
    deregister: (session, callbackID) =>
      session.call(procedures.CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY, { callbackID }),
  };
}

/** Registers `sink` for one kind of event; once this resolves, no later event is missed. */
export async function subscribe<Message, Event>(
  session: Session,
  family: Family,
  kind: EventKind<Message, Event>,
  sink: EventSink<Event>,
  options: CallOptions,
): Promise<EventRegistration> {
  if (!(await session.supports(Feature.REMOTE_EVENT_CALLBACK, options))) {
    throw new LibvirtError({
      kind: 'libvirt',
      code: ErrorCode.NO_SUPPORT,
      message: 'this daemon is too old to register event callbacks',
    });
  }
  return session.events.register(
    {
      message: kind.message,
      scope: family.scope,
      register: () => family.register(session, kind.id),
      deregister: (callbackID) => family.deregister(session, callbackID),
      translate: (message) => kind.translate(session, message),
    },
    sink,
    options,
  );
}

/** A sink for a plain listener, which learns of the connection's end from Connection.closed. */
export function listenerSink<Event>(listener: (event: Event) => void): EventSink<Event> {
  return { event: listener, ended: () => undefined };
}
