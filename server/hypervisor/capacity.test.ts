import { expect, test } from 'vitest';
import { growthOf } from './capacity.ts';

test('a disk may grow to its capacity; those elsewhere, and those that are full, do not count', () => {
  const disks: [string | undefined, bigint, bigint][] = [
    ['/images/ven/a.qcow2', 1000n, 300n],
    ['/images/full.raw', 500n, 500n],
    ['/images/grown.qcow2', 500n, 600n],
    ['/images-of-others/b.qcow2', 1000n, 0n],
    [undefined, 1000n, 0n],
  ];
  const stats: Record<string, string | bigint> = {};
  for (const [index, [path, capacity, physical]] of disks.entries()) {
    if (path !== undefined) stats[`block.${index}.path`] = path;
    stats[`block.${index}.capacity`] = capacity;
    stats[`block.${index}.physical`] = physical;
  }
  expect(growthOf({ ...stats, 'block.count': disks.length }, '/images')).toBe(700);
  expect(growthOf({}, '/images')).toBe(0);
  expect(growthOf({ 'block.count': 1, 'block.0.path': '/images/unknown' }, '/images')).toBe(0);
});
