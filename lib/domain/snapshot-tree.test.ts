import { expect, test } from 'vitest';
import { descendantsOf, snapshotKind, snapshotTree } from './snapshot-tree.ts';

const snapshot = (name: string, parent: string | null, minute: number) => ({
  ...{ name, parent, description: null, state: 'shutoff', current: false, memory: 'no' as const, disks: [] },
  createdAt: `2026-01-02T03:${String(minute).padStart(2, '0')}:00.000Z`,
});
const all = [
  snapshot('late', 'root', 9),
  snapshot('early', 'root', 2),
  snapshot('leaf', 'early', 3),
  snapshot('stray', 'gone', 0),
  snapshot('root', null, 1),
];

test('parents come before children, older ones first, and one without its parent is a root', () => {
  expect(snapshotTree(all).map(({ snapshot: { name }, depth }) => `${depth} ${name}`)).toEqual([
    ...['0 stray', '0 root', '1 early', '2 leaf', '1 late'],
  ]);
  expect(descendantsOf('root', all).toSorted()).toEqual(['early', 'late', 'leaf']);
  expect(descendantsOf('late', all)).toEqual([]);
});

test('where the parts of a snapshot are', () => {
  const disk = { target: 'vda', file: null };
  expect(snapshotKind({ memory: 'no', disks: [{ ...disk, snapshot: 'internal' }] })).toBe('internal, disks');
  expect(snapshotKind({ memory: 'no', disks: [{ ...disk, snapshot: 'external' }] })).toBe('external, disks');
  expect(snapshotKind({ memory: 'internal', disks: [] })).toBe('internal, disks and memory');
  expect(snapshotKind({ memory: 'external', disks: [] })).toBe('external, disks and memory');
});
