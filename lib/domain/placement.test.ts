import { expect, test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../contract/host-settings.ts';
import { spread } from './placement.ts';

const host = (name: string, fits: number, labels: string[] = [], limitedBy = 'memory') => ({
  host: { name, settings: { ...DEFAULT_HOST_SETTINGS, labels } },
  room: { fits, limitedBy },
});

test.each([
  ['one host', [host('a', 5)], 2, ['a', 'a'], 0],
  ['to where most room is left', [host('a', 2), host('b', 4)], 4, ['a', 'b', 'b', 'b'], 0],
  ['equals in turn', [host('a', 3), host('b', 3)], 4, ['a', 'a', 'b', 'b'], 0],
  ['no more than fit', [host('a', 1), host('b', 2)], 5, ['a', 'b', 'b'], 2],
  ['nowhere', [host('a', 0)], 1, [], 1],
  ['no host', [], 1, [], 1],
])('%s', (_what, candidates, count, hosts, missing) => {
  expect(spread(candidates, count, [])).toMatchObject({ hosts, missing });
});

test('only on hosts with all labels, with the reasons', () => {
  const candidates = [
    host('big', 50),
    host('full', 0, ['gpu', 'rack=3'], 'disk'),
    host('small', 2, ['gpu', 'rack=3']),
    host('half', 9, ['gpu']),
  ];
  expect(spread(candidates, 2, ['gpu', 'rack=3'])).toEqual({
    hosts: ['small', 'small'],
    missing: 0,
    reasons: [
      'big: none, because it lacks the labels gpu, rack=3.',
      'full: none, because it has no room for one (disk).',
      'small: 2 nodes; it has room for 2 of this size, limited by memory.',
      'half: none, because it lacks the label rack=3.',
    ],
  });
  expect(spread([host('a', 9), host('b', 1)], 1, []).reasons[1]).toBe(
    'b: none, because others have more room; it has room for 1 of this size, limited by memory.',
  );
});
