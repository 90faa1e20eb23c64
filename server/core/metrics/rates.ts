import type { Usage } from '../../../lib/contract/usage.ts';
import type { DomainCounters, HostCounters } from '../../hypervisor/api.ts';

const NS_PER_MS = 1e6;

/** What was used between two measurements; null where a counter is missing, or began anew. */
export function domainRates(before: DomainCounters, after: DomainCounters, milliseconds: number): Usage {
  const again = before.powerOn !== after.powerOn;
  const grown = (one: number | null, other: number | null): number | null =>
    again || one === null || other === null || other < one ? null : other - one;
  const perSecond = (amount: number | null) => (amount === null ? null : (amount * 1000) / milliseconds);
  const ofTime = (amount: number | null) => (amount === null ? null : amount / NS_PER_MS / milliseconds);
  const waiting = ofTime(grown(before.waitingTime, after.waitingTime));
  return {
    cpu: ofTime(grown(before.cpuTime, after.cpuTime)),
    // A busy QEMU does not say it for a moment.
    memoryMiB: after.residentMiB ?? (again ? null : before.residentMiB),
    diskRead: perSecond(grown(before.diskRead, after.diskRead)),
    diskWritten: perSecond(grown(before.diskWritten, after.diskWritten)),
    received: perSecond(grown(before.received, after.received)),
    sent: perSecond(grown(before.sent, after.sent)),
    waiting: waiting === null || after.vcpus === 0 ? null : Math.min(1, waiting / after.vcpus),
  };
}

type Processors = Pick<Usage, 'cpu' | 'waiting'>;
const UNKNOWN: Processors = { cpu: null, waiting: null };

/** Of the host itself; by its own clock, which the way to it does not disturb. */
export function processorRates(before: HostCounters, after: HostCounters): Processors {
  if (before.time === null || after.time === null) return UNKNOWN;
  const busy = after.time.busy - before.time.busy;
  const idle = after.time.idle - before.time.idle;
  const disks = after.time.waitingForDisks - before.time.waitingForDisks;
  const all = busy + idle + disks;
  // It was booted in between, or too little time has passed for its ticks.
  if (all <= 0 || busy < 0 || idle < 0 || disks < 0) return UNKNOWN;
  return { cpu: (busy / all) * after.cpus, waiting: disks / all };
}

/** Sum of a field; null when nothing is known of it. */
export function sumOf(usages: readonly Usage[], field: keyof Usage): number | null {
  const known = usages.map((each) => each[field]).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
