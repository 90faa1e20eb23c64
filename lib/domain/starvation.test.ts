import { expect, test } from 'vitest';
import type { Usage } from '../contract/usage.ts';
import { starvationOf } from './starvation.ts';

const NONE: Usage = {
  ...{ cpu: null, memoryMiB: null, diskRead: null, diskWritten: null, received: null, sent: null },
  waiting: null,
};
const host = (usage: Partial<Usage>) => ({ cpus: 8, memoryMiB: 16_384, usage: { ...NONE, ...usage } });
const domain = (name: string, usage: Partial<Usage>) => ({
  name,
  nodeId: null,
  usage: { ...NONE, ...usage },
});

test('one domain that takes the CPUs while others wait is named, with the evidence', () => {
  const [found, ...more] = starvationOf(host({ cpu: 7.8 }), [
    domain('one', { cpu: 1, waiting: 0.41 }),
    domain('hog', { cpu: 5.2, waiting: 0.02 }),
    domain('two', { cpu: 1, waiting: 0.2 }),
    domain('idle', { cpu: 0, waiting: 0 }),
  ]);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    ...{ resource: 'cpu', domain: 'hog', summary: 'hog takes the host’s CPUs from the others.' },
    evidence:
      'It uses 5.2 CPUs of 8 (65 %), and the host is 98 % busy. one waits for a CPU 41 % of the time, and 1 other domain also waits. Averages of the last minute.',
  });
});

test.each([
  ['the host has CPUs to spare', 6, { cpu: 5.2 }, 0.4],
  ['nobody waits', 8, { cpu: 5.2 }, 0.05],
  ['it takes less than half', 8, { cpu: 3.9 }, 0.4],
])('no domain is blamed while %s', (_why, cpu, hog, waiting) => {
  expect(starvationOf(host({ cpu }), [domain('hog', hog), domain('one', { cpu: 1, waiting })])).toEqual([]);
});

test('one domain that takes most of the memory, when little is left', () => {
  const domains = [domain('hog', { memoryMiB: 12_288 }), domain('one', { memoryMiB: 2048 })];
  const [found] = starvationOf(host({ memoryMiB: 15_872 }), domains);
  expect(found).toMatchObject({ resource: 'memory', domain: 'hog' });
  expect(found?.evidence).toContain('It has 12 GiB of 16 GiB; 512 MiB are free.');
  expect(starvationOf(host({ memoryMiB: 15_000 }), domains)).toEqual([]);
});

test('one domain that keeps the disks busy', () => {
  const hog = domain('hog', { diskRead: 2 ** 20, diskWritten: 2 ** 23 });
  const domains = [hog, domain('one', { diskRead: 2 ** 20 })];
  const [found] = starvationOf(host({ waiting: 0.34 }), domains);
  expect(found).toMatchObject({ resource: 'disk', domain: 'hog' });
  expect(found?.evidence).toContain('It reads and writes 9.0 MiB/s, 90 % of what all domains do;');
  expect(starvationOf(host({ waiting: 0.1 }), domains)).toEqual([]);
  expect(starvationOf(host({ waiting: 0.34 }), [hog])).toEqual([]);
});

test('nothing is known', () => {
  expect(starvationOf({ cpus: 1, memoryMiB: null, usage: NONE }, [domain('one', {})])).toEqual([]);
});
