import { expect, test } from 'vitest';
import { expiryOf } from './expiry.ts';
import { type Shared, showsBoot, showsNode as showsNodeOf } from './scope.ts';
import { shareStateOf } from './states.ts';

type Wanted = Partial<Parameters<typeof showsNodeOf>[1]>;
const showsNode = (shared: Pick<Shared, 'scope'>, node: Wanted): boolean =>
  showsNodeOf(shared, {
    ...{ id: 'a', runId: 'r', host: 'local', labels: [], template: 't', orchestrator: null },
    ...{ stage: 'defined', state: 'running', ...node },
  });

const NOW = Date.parse('2030-01-01T00:00:00.000Z');

test('a link ends after a time, or at a date', () => {
  expect(['30m', '8h', '7d', '2w'].map((text) => expiryOf(text, NOW))).toEqual([
    '2030-01-01T00:30:00.000Z',
    '2030-01-01T08:00:00.000Z',
    '2030-01-08T00:00:00.000Z',
    '2030-01-15T00:00:00.000Z',
  ]);
  expect(expiryOf('2030-01-31T18:00:00Z', NOW)).toBe('2030-01-31T18:00:00.000Z');
  expect(expiryOf('2030-01-31', NOW)).toBe(new Date('2030-01-31T23:59:59').toISOString());
  expect(['', 'soon', '5', '1y', '2030-13-99'].map((text) => expiryOf(text, NOW))).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

test('a link of nodes shows them from the boot at the time, a run also what it is given later', () => {
  const nodes = { scope: { kind: 'nodes', boots: { a: 3 } } } as const;
  expect(showsNode(nodes, { id: 'a', runId: 'r' })).toBe(true);
  // A name that every object has.
  for (const id of ['b', 'constructor', '__proto__'])
    expect(showsNode(nodes, { id, runId: 'r' })).toBe(false);
  expect([2, 3, 4].map((number) => showsBoot(nodes, 'a', number))).toEqual([false, true, true]);
  const run = { scope: { kind: 'run', run: 'r', boots: { a: 3 } } } as const;
  expect([showsNode(run, { id: 'b', runId: 'r' }), showsNode(run, { id: 'a', runId: 's' })]).toEqual([
    true,
    false,
  ]);
  expect([showsBoot(run, 'a', 2), showsBoot(run, 'b', 1)]).toEqual([false, true]);
  const recording = { scope: { kind: 'recording', node: 'a', boot: 2 } } as const;
  expect([1, 2, 3].map((number) => showsBoot(recording, 'a', number))).toEqual([false, true, false]);
});

test('a link that was ended says by what', () => {
  const link = { expiresAt: '2030-01-02T00:00:00.000Z', revokedAt: null, revokedBy: null };
  const revokedAt = '2029-12-31T00:00:00.000Z';
  expect([
    shareStateOf(link, NOW),
    shareStateOf(link, Date.parse(link.expiresAt)),
    shareStateOf({ ...link, revokedAt, revokedBy: 'a@b' }, NOW),
    shareStateOf({ ...link, revokedAt }, NOW),
  ]).toEqual(['active', 'expired', 'revoked', 'gone']);
});

test('a link of a wall shows the nodes that fit its filter, whenever they are made', () => {
  const none = { run: '', host: '', label: '', template: '', orchestrator: '' };
  const wall = (filter: Partial<typeof none>) =>
    ({ scope: { kind: 'wall', filter: { ...none, ...filter }, boots: { a: 3 } } }) as const;
  expect(showsNode(wall({}), { id: 'later' })).toBe(true);
  const racked = wall({ label: 'rack=3', template: 't' });
  expect(showsNode(racked, { labels: ['rack=3'] })).toBe(true);
  expect(showsNode(racked, { labels: ['rack=4'] })).toBe(false);
  expect([showsBoot(racked, 'a', 2), showsBoot(racked, 'later', 1)]).toEqual([false, true]);
});
