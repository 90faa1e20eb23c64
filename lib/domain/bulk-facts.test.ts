import { expect, test } from 'vitest';
import type { BulkItem } from '../contract/bulk.ts';
import { bulkCounts, bulkFailures, bulkText } from './bulk-facts.ts';

const item = (nodeName: string, state: BulkItem['state'], message?: string): BulkItem => ({
  ...{ id: nodeName, nodeId: nodeName, nodeName, host: 'local', state },
  error: message === undefined ? null : { code: 'conflict', message, fix: '' },
});

test('a bulk action in a line, and the nodes that were not done', () => {
  const items = [
    item('a', 'succeeded'),
    item('b', 'refused', 'it is off'),
    item('c', 'cancelled'),
    item('d', 'running'),
  ];
  expect(bulkText({ action: 'stop', items })).toBe('Power off: 1 of 4 nodes, 1 not, 1 left out');
  expect(bulkCounts({ items })).toEqual({ all: 4, done: 1, bad: 1, left: 1 });
  expect(bulkFailures({ items })).toEqual(['b: it is off']);
});
