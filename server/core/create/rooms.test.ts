import { expect, test } from 'vitest';
import type { NodeRow } from '../../db/api.ts';
import { nodeRow } from '../../testing/database.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { NodeRecord } from '../nodes/registry.ts';
import { Rooms } from './rooms.ts';

const SIZE = { vcpus: 1, memoryMiB: 1024, diskGiB: 10 };

/** A node that is off. */
const off = (name: string, more: Partial<NodeRow> = {}): NodeRecord => ({
  row: { ...nodeRow('run', { diskGiB: 30, ...more }), name },
  ...{ state: 'shut off', bootNumber: null, expectedStages: [], stages: [], view: null, operation: null },
  ...{ answering: null, inputRefused: [], faults: [], revision: 1 },
});

/** Room for 10 more by its disks. */
function hostWith(promisedGiB = 0): MemoryHost {
  const host = new MemoryHost();
  const disk = { poolGiB: 200, poolFreeGiB: 100, poolPromisedGiB: promisedGiB, otherPools: [] };
  const memory = { memoryMiB: 65_536, memoryFreeMiB: 65_536, memoryPromisedMiB: 0 };
  host.report({ capacity: { ...disk, ...memory, cpus: 32, vcpusUsed: 0, domainsRunning: 0 } });
  return host;
}

const fits = (host: MemoryHost, nodes: readonly NodeRecord[]) =>
  new Rooms({ all: () => [...nodes] }).on(host, 'ubuntu', SIZE, null);

test('a node that is off takes the full size of its disk, until its host counts what its disks may grow by', () => {
  const node = off('edge-1', { host: 'local' });
  expect(fits(hostWith(), [])).toMatchObject({ fits: 10, limitedBy: 'disk' });
  expect(fits(hostWith(), [node])).toMatchObject({ fits: 7, limitedBy: 'disk' });
  // With a disk of 40 GiB that was added.
  const host = hostWith(70);
  host.counted = { running: new Set(), disks: new Set([node.row.uuid]) };
  expect(fits(host, [node])).toMatchObject({ fits: 3, limitedBy: 'disk' });
});

test('memory of a node that is being started counts also when its disks are counted already', () => {
  const starting: NodeRecord = { ...off('edge-1', { memoryMiB: 60_000 }), state: 'running' };
  const host = hostWith();
  host.counted = { running: new Set(), disks: new Set([starting.row.uuid]) };
  expect(fits(host, [starting])).toMatchObject({ fits: 4, limitedBy: 'memory' });
  host.counted = { running: new Set([starting.row.uuid]), disks: new Set([starting.row.uuid]) };
  expect(fits(host, [starting])).toMatchObject({ fits: 10 });
});
