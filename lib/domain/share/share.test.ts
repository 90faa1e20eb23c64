import { expect, test } from 'vitest';
import type { z } from 'zod';
import { boot } from '../../contract/boot.ts';
import { nodeDetail } from '../../contract/node.ts';
import { run } from '../../contract/run.ts';
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
  const ofRun = { scope: { kind: 'run', run: 'r', boots: { a: 3 } } } as const;
  expect([showsNode(ofRun, { id: 'b', runId: 'r' }), showsNode(ofRun, { id: 'a', runId: 's' })]).toEqual([
    true,
    false,
  ]);
  expect([showsBoot(ofRun, 'a', 2), showsBoot(ofRun, 'b', 1)]).toEqual([false, true]);
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

test('whoever adds a field has to decide whether guests see it: lib/domain/share/guest-view.ts', () => {
  const fields = (schema: z.ZodObject): string => Object.keys(schema.shape).toSorted().join(' ');
  expect(fields(nodeDetail)).toBe(
    'address answering bootNumber bootSource boots createdAt createdBy deletedAt diskGiB expectedStages failure faults ' +
      'flow host id inputRefused labels mac machine memoryMiB name network networkKind note operation orchestrator ' +
      'orchestratorView pool progress readyAt revision runId serial settings stage stages state template ' +
      'templateVersion uuid vcpus',
  );
  expect(fields(run)).toBe(
    'cancelled causes createdAt createdBy endedAt failed hold id name nodeIds orchestrator placement ready request ' +
      'revision state template templateVersion waiting',
  );
  expect(fields(boot)).toBe(
    'checkpoint endReason endedAt failure id number pinned ports stages startedAt steps',
  );
});
