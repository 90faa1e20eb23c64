import { expect, test } from 'vitest';
import { hostDetailsFacts } from './host-details-facts.ts';

test('only what is said is listed', () => {
  expect(hostDetailsFacts({})).toEqual([]);
  expect(
    hostDetailsFacts({ site: null, metadata: { rack: '7', row: '2' }, customConfigs: [], userLvmGiB: 0 }),
  ).toEqual([
    ['Site', 'none'],
    ['Metadata', 'rack=7, row=2'],
    ['Volume group', '0 GB for the user'],
  ]);
});
