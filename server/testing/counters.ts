import { randomUUID } from 'node:crypto';
import type { DomainCounters, HostCounters } from '../hypervisor/api.ts';

/** Of a domain that has used nothing. */
export const domainCounters = (changes: Partial<DomainCounters>): DomainCounters => ({
  ...{ uuid: randomUUID(), name: 'one', powerOn: 1, vcpus: 1, memoryMiB: 1024 },
  ...{ cpuTime: 0, waitingTime: 0, residentMiB: 512, diskRead: 0, diskWritten: 0, received: 0, sent: 0 },
  ...changes,
});

/** Of a host that has used nothing. */
export const hostCounters = (changes: Partial<HostCounters>): HostCounters => ({
  ...{ at: 0, cpus: 4, domains: [], memory: { totalMiB: 8192, usedMiB: 2048 } },
  time: { busy: 0, idle: 0, waitingForDisks: 0 },
  ...changes,
});
