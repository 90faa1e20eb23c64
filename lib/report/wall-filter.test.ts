import { expect, test } from 'vitest';
import type { Node } from '../contract/node.ts';
import { fitsWall, isUnderWay, wallChoices } from './wall-filter.ts';

const nodeWith = (changes: Partial<Node>): Parameters<typeof fitsWall>[0] => ({
  ...{ runId: 'r1', host: 'local', labels: [], template: 'ubuntu', orchestrator: 'simulator' },
  ...{ stage: 'defined', state: 'shut off' },
  ...changes,
});

const node = nodeWith({ host: 'rack1', labels: ['lab', 'site=oslo'], orchestrator: null });

test.each([
  [{}, true],
  [{ run: 'r1', host: 'rack1' }, true],
  [{ run: 'r2' }, false],
  [{ label: 'site' }, true],
  [{ label: 'site=bonn' }, false],
  [{ template: 'ubuntu' }, true],
  [{ orchestrator: 'simulator' }, false],
  [{ run: '', host: '' }, true],
])('a wall limited to %j shows it: %s', (filter, isShown) => {
  expect(fitsWall(node, filter)).toBe(isShown);
});

test('what a wall can be limited to is counted', () => {
  const other = nodeWith({ host: 'rack10', labels: ['lab'] });
  expect(wallChoices([other, node, node], 'host')).toEqual([
    ['rack1', 2],
    ['rack10', 1],
  ]);
  expect(wallChoices([node, other], 'label')).toEqual([
    ['lab', 2],
    ['site=oslo', 1],
  ]);
  expect(wallChoices([node], 'orchestrator')).toEqual([]);
});

test('what is ready and on is no longer under way', () => {
  expect(isUnderWay(nodeWith({ stage: 'ready', state: 'running' }))).toBe(false);
  expect(isUnderWay(nodeWith({ stage: 'firmware', state: 'running' }))).toBe(true);
});
