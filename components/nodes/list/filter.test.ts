import { expect, test } from 'vitest';
import { sampleNode } from '../../../server/testing/samples.ts';
import { labelsIn, matches } from './filter.ts';

const node = sampleNode('edge-1', { labels: ['lab', 'site=oslo'], note: 'for the fair' });

test.each([
  ['', true],
  ['edge', true],
  ['fair edge', true],
  ['label:lab', true],
  ['label:site', true],
  ['label:site=oslo edge', true],
  ['label:site=bonn', false],
  ['label:edge', false],
  ['LABEL:LAB', true],
])('%j matches: %s', (filter, outcome) => {
  expect(matches(node, filter)).toBe(outcome);
});

test('labels are counted', () => {
  expect(labelsIn([node, sampleNode('edge-2', { labels: ['lab'] })])).toEqual([
    ['lab', 2],
    ['site=oslo', 1],
  ]);
});
