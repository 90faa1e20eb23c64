import {
  DomainEventCrashedDetail,
  DomainEventDefinedDetail,
  DomainEventPMSuspendedDetail,
  DomainEventResumedDetail,
  DomainEventShutdownDetail,
  DomainEventStartedDetail,
  DomainEventStoppedDetail,
  DomainEventSuspendedDetail,
  DomainEventType,
  DomainEventUndefinedDetail,
  nameOf,
} from 'node-libvirt';
import type { DomainEvent } from '../api.ts';

type Edge = DomainEvent['lifecycle'];

/** `shutdown` means that the guest has finished; `stopped` follows when QEMU has also ended. */
const EDGES: Readonly<Record<number, readonly [Edge, string, Readonly<Record<string, number>>]>> = {
  [DomainEventType.DEFINED]: ['defined', '', DomainEventDefinedDetail],
  [DomainEventType.UNDEFINED]: ['undefined', '', DomainEventUndefinedDetail],
  [DomainEventType.STARTED]: ['started', '', DomainEventStartedDetail],
  [DomainEventType.SUSPENDED]: ['suspended', '', DomainEventSuspendedDetail],
  [DomainEventType.RESUMED]: ['resumed', '', DomainEventResumedDetail],
  [DomainEventType.STOPPED]: ['stopped', '', DomainEventStoppedDetail],
  [DomainEventType.SHUTDOWN]: ['other', 'shutdown ', DomainEventShutdownDetail],
  [DomainEventType.PMSUSPENDED]: ['suspended', 'by the guest ', DomainEventPMSuspendedDetail],
  [DomainEventType.CRASHED]: ['crashed', '', DomainEventCrashedDetail],
};

export function lifecycleEvent(event: number, detail: number): Pick<DomainEvent, 'lifecycle' | 'detail'> {
  const known = EDGES[event];
  if (known === undefined) return { lifecycle: 'other', detail: `event ${event}` };
  const [edge, prefix, details] = known;
  return { lifecycle: edge, detail: `${prefix}${words(nameOf(details, detail))}` };
}

/** Readable names of libvirt's constants. */
export const words = (constant: string): string => constant.toLowerCase().replaceAll('_', ' ');
