import { expect, it, vi } from 'vitest';
import type { Role } from '../../../lib/contract/session.ts';
import type { Identity } from './api.ts';
import { SessionEnds } from './session-ends.ts';

const identity = (role: Role): Identity => ({
  actor: { userId: 'u', name: 'user@example.org', role },
  email: 'user@example.org',
  kind: 'session',
  id: 's',
  seat: 'a',
  hash: 'h',
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
  prolonged: false,
});

it.each([
  ['has ended', () => Promise.resolve(null)],
  ['has another role', () => Promise.resolve(identity('viewer'))],
  ['cannot be looked up', () => Promise.reject(new Error('no database'))],
])('the watcher of a session that %s meanwhile is notified', async (_what, look) => {
  const ends = new SessionEnds(Date.now, look);
  const onEnd = vi.fn();
  ends.watch(identity('operator'), onEnd);
  await expect.poll(() => onEnd).toHaveBeenCalledTimes(1);
  expect(ends.size).toBe(0);
});

it('an end is reported once, and not to a watcher that has unsubscribed', async () => {
  const ends = new SessionEnds(Date.now, () => Promise.resolve(identity('operator')));
  const [stays, leaves] = [vi.fn(), vi.fn()];
  ends.watch(identity('operator'), stays);
  ends.watch(identity('operator'), leaves)();
  await Promise.resolve();
  ends.end('s');
  ends.end('s');
  expect([stays.mock.calls.length, leaves.mock.calls.length, ends.size]).toEqual([1, 0, 0]);
});
