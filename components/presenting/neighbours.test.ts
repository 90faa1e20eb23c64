import { expect, test } from 'vitest';
import { sampleNode } from '../../server/testing/samples.ts';
import { neighbour, presentedNodes } from './neighbours.ts';

const on = { state: 'running', runId: 'r1' } as const;
const [one, two, ten] = ['n-1', 'n-2', 'n-10'].map((name) => sampleNode(name, on));
const other = sampleNode('a-1', { ...on, runId: 'r2' });
const off = sampleNode('n-3', { runId: 'r1' });
const all = [ten, other, off, two, one].flatMap((node) => node ?? []);

test('those of the run that is shown, in the order of their names; without one, all that are on', () => {
  expect(presentedNodes(all, two).map(({ name }) => name)).toEqual(['n-1', 'n-2', 'n-10']);
  expect(presentedNodes(all, undefined).map(({ name }) => name)).toEqual(['a-1', 'n-1', 'n-2', 'n-10']);
});

test('around the end to the beginning', () => {
  const nodes = presentedNodes(all, one);
  expect(neighbour(nodes, one, 1)?.name).toBe('n-2');
  expect(neighbour(nodes, one, -1)?.name).toBe('n-10');
  expect(neighbour(nodes, ten, 1)?.name).toBe('n-1');
  expect(neighbour(nodes, undefined, 1)?.name).toBe('n-1');
  expect(neighbour([], undefined, 1)).toBeUndefined();
});
