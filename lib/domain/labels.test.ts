import { expect, test } from 'vitest';
import { changedLabels, hasLabels, tidyLabels } from './labels.ts';

test('labels are stored once each, in order', () => {
  expect(tidyLabels(['b', 'a', 'b'])).toEqual(['a', 'b']);
});

test.each([
  [['lab', 'site=oslo'], ['lab'], true],
  [['lab', 'site=oslo'], ['site'], true],
  [['lab', 'site=oslo'], ['site=oslo', 'lab'], true],
  [['lab', 'site=oslo'], ['site=bonn'], false],
  [['sites'], ['site'], false],
  [[], [], true],
])('%j has %j: %s', (labels, wanted, outcome) => {
  expect(hasLabels(labels, wanted)).toBe(outcome);
});

test('labels are added, and removed by key or in full', () => {
  expect(changedLabels(['lab', 'site=oslo'], { add: ['new'], remove: ['site'] })).toEqual(['lab', 'new']);
  expect(changedLabels(['site=oslo'], { add: ['site=bonn'], remove: ['site=oslo'] })).toEqual(['site=bonn']);
});
