import { expect, test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../contract/host-settings.ts';
import type { Host } from '../contract/host.ts';
import { capacityFor, freeSpaceText } from './capacity.ts';

const PLENTY = {
  ...{ cpus: 8, vcpusUsed: 0, domainsRunning: 0, memoryMiB: 65_536, memoryFreeMiB: 65_536 },
  memoryPromisedMiB: 0,
  ...{ poolGiB: 100, poolFreeGiB: 90, poolPromisedGiB: 0 },
  otherPools: [{ name: 'fast', capacityGiB: 50, freeGiB: 40, promisedGiB: 5 }],
};
const AWAY: Host = {
  name: 'local',
  uri: 'qemu:///system',
  builtIn: true,
  settings: DEFAULT_HOST_SETTINGS,
  state: 'unreachable',
  reason: 'away',
  fix: null,
  hostname: null,
  versions: null,
  acceleration: null,
  capacity: null,
  checks: [],
  revision: 1,
};
const host = (changes: Partial<typeof PLENTY>): Host => ({
  ...{ ...AWAY, state: 'connected', reason: null },
  capacity: { ...PLENTY, ...changes },
});
const size = { vcpus: 1, memoryMiB: 1024, diskGiB: 16 };

test.each([
  [{}, 5, 'disk'],
  [{ poolPromisedGiB: 60 }, 1, 'disk'],
  [{ poolPromisedGiB: 200 }, 0, 'disk'],
  [{ poolGiB: 0, poolFreeGiB: 0 }, 32, 'vCPUs'],
  [{ memoryFreeMiB: 2600 }, 2, 'memory'],
  [{ memoryFreeMiB: 4600, memoryPromisedMiB: 2000 }, 2, 'memory'],
  [{ vcpusUsed: 31 }, 1, 'vCPUs'],
])('with %j it has capacity for %i nodes, limited by %s', (changes, fits, limitedBy) => {
  expect(capacityFor(host(changes), 'ubuntu', size)).toMatchObject({ fits, limitedBy });
});

test.each([
  [null, 5],
  ['fast', 2],
  // Nothing is known of its space: it is no limit.
  ['far', 32],
])('in the pool %s there is room for %i', (pool, fits) => {
  expect(capacityFor(host({}), 'ubuntu', { ...size, pool }).fits).toBe(fits);
});

test('a host that is not connected has no capacity and gives the reason', () => {
  expect(capacityFor(AWAY, 'ubuntu', size)).toMatchObject({ fits: 0, limitedBy: 'away' });
});

test.each([
  [{ cpuOvercommit: 1 }, { poolGiB: 0 }, 8, 'vCPUs'],
  [{ reservedMemoryMiB: 63_488 }, {}, 2, 'memory'],
  [{ reservedDiskGiB: 74 }, {}, 1, 'disk'],
  [{ maintenance: true }, {}, 0, 'maintenance'],
])('with the settings %j there is room for nodes as they say', (changes, capacity, fits, limitedBy) => {
  const settings = { ...DEFAULT_HOST_SETTINGS, ...changes };
  expect(capacityFor({ ...host(capacity), settings }, 'ubuntu', size)).toMatchObject({ fits, limitedBy });
});

test('nodes that are about to take something, and addresses that are taken, leave less', () => {
  const fits = (circumstances: Parameters<typeof capacityFor>[3]) =>
    capacityFor(host({}), '', size, circumstances);
  const pending = { vcpus: 30, memoryMiB: 0, disks: new Map() };
  expect(fits({ pending })).toMatchObject({ fits: 2, limitedBy: 'vCPUs' });
  expect(fits({ pending: { ...pending, vcpus: 0, memoryMiB: 62_000 } })).toMatchObject({
    ...{ fits: 2, limitedBy: 'memory' },
  });
  expect(
    fits({
      pending: {
        ...pending,
        vcpus: 0,
        disks: new Map([
          [null, 70],
          ['fast', 1],
        ]),
      },
    }),
  ).toMatchObject({
    ...{ fits: 1, limitedBy: 'disk' },
  });
  expect(fits({ addresses: 3 })).toMatchObject({ fits: 3, limitedBy: 'addresses in their network' });
});

test.each([
  [{}, null, '90 of 100 GiB free'],
  [{}, 'fast', '40 of 50 GiB free'],
  [{ poolGiB: 0, poolFreeGiB: 0 }, null, 'not known before the first node'],
])('with %j the pool %s has %s', (changes, pool, text) => {
  expect(freeSpaceText({ ...PLENTY, ...changes }, pool)).toBe(text);
});
