import { DomainEventID } from '../constants/domain-events.ts';
import { NetworkEventID } from '../constants/network.ts';
import { StoragePoolEventID } from '../constants/storage.ts';
import { eventMessages as messages } from '../protocol/event-messages.ts';
import type { Procedure } from '../protocol/procedure.ts';
import { Domain } from './domain.ts';
import { Network } from './network.ts';
import type { Session } from './session.ts';
import { StoragePool } from './storage-pool.ts';
import { toParameters } from './typed-parameters.ts';

export interface EventKind<Message, Event> {
  readonly id: number;
  readonly message: Procedure<Message, unknown>;
  readonly translate: (session: Session, message: Message) => Event;
}

function kind<Message, Event>(
  id: number,
  message: Procedure<Message, unknown>,
  translate: (session: Session, message: Message) => Event,
): EventKind<Message, Event> {
  return { id, message, translate };
}

/** Every domain event that this package supports: its number, its wire message, and the listener's argument. */
const domainEventKinds = {
  /** `event` is a DomainEventType, `detail` the matching DomainEvent…Detail. */
  lifecycle: kind(DomainEventID.LIFECYCLE, messages.DOMAIN_EVENT_CALLBACK_LIFECYCLE, (session, { msg }) => ({
    domain: new Domain(session, msg.dom),
    event: msg.event,
    detail: msg.detail,
  })),
  reboot: kind(DomainEventID.REBOOT, messages.DOMAIN_EVENT_CALLBACK_REBOOT, (session, { msg }) => ({
    domain: new Domain(session, msg.dom),
  })),
  /** The guest changed its clock; `utcOffset` is in seconds. */
  rtcChange: kind(
    DomainEventID.RTC_CHANGE,
    messages.DOMAIN_EVENT_CALLBACK_RTC_CHANGE,
    (session, { msg }) => ({
      domain: new Domain(session, msg.dom),
      utcOffset: msg.offset,
    }),
  ),
  watchdog: kind(DomainEventID.WATCHDOG, messages.DOMAIN_EVENT_CALLBACK_WATCHDOG, (session, { msg }) => ({
    domain: new Domain(session, msg.dom),
    action: msg.action,
  })),
  /** `reason` is `enospc` when the disk is full at the host, otherwise often empty. */
  ioError: kind(
    DomainEventID.IO_ERROR_REASON,
    messages.DOMAIN_EVENT_CALLBACK_IO_ERROR_REASON,
    (session, { msg: { dom, ...rest } }) => ({ domain: new Domain(session, dom), ...rest }),
  ),
  graphics: kind(
    DomainEventID.GRAPHICS,
    messages.DOMAIN_EVENT_CALLBACK_GRAPHICS,
    (session, { msg: { dom, ...rest } }) => ({ domain: new Domain(session, dom), ...rest }),
  ),
  controlError: kind(
    DomainEventID.CONTROL_ERROR,
    messages.DOMAIN_EVENT_CALLBACK_CONTROL_ERROR,
    (session, { msg }) => ({ domain: new Domain(session, msg.dom) }),
  ),
  diskChange: kind(
    DomainEventID.DISK_CHANGE,
    messages.DOMAIN_EVENT_CALLBACK_DISK_CHANGE,
    (session, { msg: { dom, ...rest } }) => ({ domain: new Domain(session, dom), ...rest }),
  ),
  trayChange: kind(
    DomainEventID.TRAY_CHANGE,
    messages.DOMAIN_EVENT_CALLBACK_TRAY_CHANGE,
    (session, { msg: { dom, ...rest } }) => ({ domain: new Domain(session, dom), ...rest }),
  ),
  pmWakeup: kind(
    DomainEventID.PMWAKEUP,
    messages.DOMAIN_EVENT_CALLBACK_PMWAKEUP,
    (session, { msg, reason }) => ({
      domain: new Domain(session, msg.dom),
      reason,
    }),
  ),
  pmSuspend: kind(
    DomainEventID.PMSUSPEND,
    messages.DOMAIN_EVENT_CALLBACK_PMSUSPEND,
    (session, { msg, reason }) => ({
      domain: new Domain(session, msg.dom),
      reason,
    }),
  ),
  /** `actual` is in KiB. */
  balloonChange: kind(
    DomainEventID.BALLOON_CHANGE,
    messages.DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE,
    (session, { msg }) => ({ domain: new Domain(session, msg.dom), actual: msg.actual }),
  ),
  deviceRemoved: kind(
    DomainEventID.DEVICE_REMOVED,
    messages.DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED,
    (session, { msg }) => ({ domain: new Domain(session, msg.dom), devAlias: msg.devAlias }),
  ),
  /** `disk` is the target's name, such as `vda`. */
  blockJob: kind(
    DomainEventID.BLOCK_JOB_2,
    messages.DOMAIN_EVENT_BLOCK_JOB_2,
    (session, { dom, dst, type, status }) => ({
      domain: new Domain(session, dom),
      disk: dst,
      type,
      status,
    }),
  ),
  tunable: kind(
    DomainEventID.TUNABLE,
    messages.DOMAIN_EVENT_CALLBACK_TUNABLE,
    (session, { dom, params }) => ({
      domain: new Domain(session, dom),
      parameters: toParameters(params),
    }),
  ),
  agentLifecycle: kind(
    DomainEventID.AGENT_LIFECYCLE,
    messages.DOMAIN_EVENT_CALLBACK_AGENT_LIFECYCLE,
    (session, { dom, state, reason }) => ({ domain: new Domain(session, dom), state, reason }),
  ),
  deviceAdded: kind(
    DomainEventID.DEVICE_ADDED,
    messages.DOMAIN_EVENT_CALLBACK_DEVICE_ADDED,
    (session, { dom, devAlias }) => ({ domain: new Domain(session, dom), devAlias }),
  ),
  jobCompleted: kind(
    DomainEventID.JOB_COMPLETED,
    messages.DOMAIN_EVENT_CALLBACK_JOB_COMPLETED,
    (session, { dom, params }) => ({ domain: new Domain(session, dom), parameters: toParameters(params) }),
  ),
  deviceRemovalFailed: kind(
    DomainEventID.DEVICE_REMOVAL_FAILED,
    messages.DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED,
    (session, { dom, devAlias }) => ({ domain: new Domain(session, dom), devAlias }),
  ),
  /** `type` is a DomainMetadataType, `namespace` the element's when it is ELEMENT. */
  metadataChange: kind(
    DomainEventID.METADATA_CHANGE,
    messages.DOMAIN_EVENT_CALLBACK_METADATA_CHANGE,
    (session, { dom, type, nsuri }) => ({ domain: new Domain(session, dom), type, namespace: nsuri }),
  ),
  memoryFailure: kind(
    DomainEventID.MEMORY_FAILURE,
    messages.DOMAIN_EVENT_MEMORY_FAILURE,
    (session, { dom, recipient, action, flags }) => ({
      domain: new Domain(session, dom),
      recipient,
      action,
      flags,
    }),
  ),
};

const networkEventKinds = {
  /** `event` is a NetworkEventLifecycleType. */
  lifecycle: kind(
    NetworkEventID.LIFECYCLE,
    messages.NETWORK_EVENT_LIFECYCLE,
    (session, { net, event, detail }) => ({
      network: new Network(session, net),
      event,
      detail,
    }),
  ),
};

const storagePoolEventKinds = {
  /** `event` is a StoragePoolEventLifecycleType. */
  lifecycle: kind(
    StoragePoolEventID.LIFECYCLE,
    messages.STORAGE_POOL_EVENT_LIFECYCLE,
    (session, { pool, event, detail }) => ({ pool: new StoragePool(session, pool), event, detail }),
  ),
  refresh: kind(StoragePoolEventID.REFRESH, messages.STORAGE_POOL_EVENT_REFRESH, (session, { pool }) => ({
    pool: new StoragePool(session, pool),
  })),
};

type EventsOf<Kinds> = {
  [Name in keyof Kinds]: Kinds[Name] extends EventKind<infer _Message, infer Event> ? Event : never;
};
type MessagesOf<Kinds> = {
  [Name in keyof Kinds]: Kinds[Name] extends EventKind<infer Message, infer _Event> ? Message : never;
};
/** Kinds by name, in the form that lets TypeScript tie one name's message and event together. */
export type EventTable<Messages, Events> = {
  readonly [Name in keyof Messages & keyof Events]: EventKind<Messages[Name], Events[Name]>;
};

/** What each domain event delivers, by name. */
export type DomainEvents = EventsOf<typeof domainEventKinds>;
export type NetworkEvents = EventsOf<typeof networkEventKinds>;
export type StoragePoolEvents = EventsOf<typeof storagePoolEventKinds>;

export const domainEvents: EventTable<MessagesOf<typeof domainEventKinds>, DomainEvents> = domainEventKinds;
export const networkEvents: EventTable<
  MessagesOf<typeof networkEventKinds>,
  NetworkEvents
> = networkEventKinds;
export const storagePoolEvents: EventTable<
  MessagesOf<typeof storagePoolEventKinds>,
  StoragePoolEvents
> = storagePoolEventKinds;
