import { expect, test } from 'vitest';
import { domainCounters, hostCounters } from '../../testing/counters.ts';
import { domainRates, processorRates } from './rates.ts';

test('what a domain uses is what its counters grew by in the time between', () => {
  const before = domainCounters({ vcpus: 2 });
  const after = domainCounters({
    ...{ vcpus: 2, cpuTime: 3e9, waitingTime: 1e9, residentMiB: 700 },
    ...{ diskRead: 2000, diskWritten: 4000, received: 100, sent: 0 },
  });
  expect(domainRates(before, after, 2000)).toEqual({
    ...{ cpu: 1.5, memoryMiB: 700, diskRead: 1000, diskWritten: 2000, received: 50, sent: 0 },
    waiting: 0.25,
  });
});

test.each([
  ['it was powered off and on', { powerOn: 2, cpuTime: 5 }],
  ['its counters began anew', { cpuTime: -1, waitingTime: -1 }],
  ['libvirt does not say', { waitingTime: null }],
])('unknown: %s', (_why, changes) => {
  expect(domainRates(domainCounters({}), domainCounters(changes), 1000).waiting).toBeNull();
});

test('a busy QEMU does not tell its disks; the rest is known', () => {
  const rates = domainRates(domainCounters({}), domainCounters({ diskRead: null, cpuTime: 1e9 }), 1000);
  expect(rates).toMatchObject({ diskRead: null, cpu: 1, diskWritten: 0 });
});

test('what a host uses, by its own clock', () => {
  const time = (busy: number, idle: number, waitingForDisks: number) =>
    hostCounters({ cpus: 8, time: { busy, idle, waitingForDisks } });
  expect(processorRates(time(0, 0, 0), time(2, 1, 1))).toEqual({ cpu: 4, waiting: 0.25 });
  expect(processorRates(time(5, 5, 5), time(1, 1, 1))).toEqual({ cpu: null, waiting: null });
  expect(processorRates(time(1, 1, 1), time(1, 1, 1))).toEqual({ cpu: null, waiting: null });
  expect(processorRates(hostCounters({ time: null }), time(1, 1, 1))).toEqual({ cpu: null, waiting: null });
});
