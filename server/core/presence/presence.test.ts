import { expect, it, onTestFinished, vi } from 'vitest';
import type { Change } from '../../../lib/contract/live.ts';
import type { Presence } from '../../../lib/contract/presence.ts';
import { ANSWER_WITHIN_MS, GRACE_MS, IDLE_AFTER_MS } from '../../../lib/domain/driving.ts';
import { Bus } from '../bus.ts';
import type { DriverState, Seat } from './api.ts';
import { ConsolePresence } from './presence.ts';

const place = { node: 'n', nodeName: 'edge-1', console: 'ttyS0' };

const seat = (id: string, role: Seat['role'] = 'operator'): Seat => ({
  ...{ id, userId: id, name: `${id}@example.org`, role, from: 'browser' },
  ...{ guest: false, mayDrive: role !== 'viewer' },
});

/** With a clock that stands until it is moved on. */
function prepared() {
  vi.useFakeTimers();
  const bus = new Bus(Date.now());
  const presence = new ConsolePresence({ bus, now: () => new Date().toISOString() });
  const published: Presence[] = [];
  bus.on((change: Change) => {
    if (change.kind === 'presence') published.push(change.object);
  });
  onTestFinished(() => {
    presence.close();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
  const told: Record<string, DriverState> = {};
  const attend = (of: Seat, mayWrite = true) =>
    presence.attend(place, of, { mayWrite, tell: (state) => (told[of.id] = state) });
  return { presence, published, told, attend };
}

it('what happens by itself is told when it happens: idle, unanswered, gone', () => {
  const { presence, published, told, attend } = prepared();
  const [anna, ben] = [attend(seat('anna')), attend(seat('ben'))];
  anna.drive();
  expect(told.ben).toMatchObject({ you: false, driver: { name: 'anna@example.org', idle: false } });
  vi.advanceTimersByTime(IDLE_AFTER_MS / 2);
  anna.drive();
  vi.advanceTimersByTime(IDLE_AFTER_MS - 1);
  expect(told.ben?.driver?.idle).toBe(false);
  vi.advanceTimersByTime(1);
  expect(told.ben?.driver?.idle).toBe(true);
  anna.drive();
  expect(told.ben?.driver?.idle).toBe(false);
  presence.act(place, seat('ben'), 'ask');
  expect(told.anna?.asks).toMatchObject([{ person: 'ben' }]);
  vi.advanceTimersByTime(ANSWER_WITHIN_MS);
  expect(told.ben?.you).toBe(true);
  ben.leave();
  vi.advanceTimersByTime(GRACE_MS - 1);
  expect(told.anna).toMatchObject({ you: false, driver: { name: 'ben@example.org' } });
  vi.advanceTimersByTime(1);
  expect(told.anna?.driver).toBeNull();
  vi.advanceTimersByTime(100);
  expect(published.at(-1)).toMatchObject({ people: [{ id: 'anna' }], drivers: [] });
});

it('nothing is left when all viewers are gone', () => {
  const { presence, published, attend } = prepared();
  const viewers = [
    attend(seat('anna')),
    attend(seat('anna')),
    attend(seat('ben')),
    attend(seat('carl'), false),
  ];
  viewers[0]?.drive();
  presence.act(place, seat('ben'), 'ask');
  vi.advanceTimersByTime(100);
  expect(published.at(-1)?.people).toHaveLength(3);
  for (const viewer of viewers) viewer.leave();
  vi.advanceTimersByTime(GRACE_MS + 100);
  expect(published.at(-1)).toMatchObject({ node: 'n', people: [], drivers: [], guests: 0 });
  expect(presence.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('what a script has piped in keeps it driving until it has been typed, and no longer', () => {
  const { presence, attend } = prepared();
  const script = attend(seat('ci'));
  script.drive();
  script.show(false);
  vi.advanceTimersByTime(GRACE_MS - 1);
  // The guest reads slowly.
  script.drive();
  vi.advanceTimersByTime(GRACE_MS - 1);
  expect(presence.of('n').drivers).toMatchObject([{ person: 'ci', gone: true }]);
  script.leave();
  vi.advanceTimersByTime(GRACE_MS + 100);
  expect(presence.size).toBe(0);
});

it('a login that has ended drives nothing, and whoever asked is next', () => {
  const { presence, told, attend } = prepared();
  const anna = attend(seat('anna'));
  attend(seat('ben'));
  anna.drive();
  presence.act(place, seat('ben'), 'ask');
  presence.end('anna');
  expect(told.ben?.you).toBe(true);
  expect(() => anna.drive()).toThrow('ben@example.org is driving ttyS0 of edge-1. Nothing was typed.');
});

it('only an administrator takes over, locks and unlocks; a viewer and a read-only window do nothing', () => {
  const { presence, attend } = prepared();
  const [anna, root] = [seat('anna'), seat('root', 'admin')];
  const hers = attend(anna);
  attend(root);
  hers.drive();
  expect(() => presence.act(place, seat('anna', 'viewer'), 'ask')).toThrow('does not allow');
  expect(() => presence.act(place, seat('ben'), 'ask')).toThrow(
    'You do not have ttyS0 of edge-1 open to write.',
  );
  const looks = attend(seat('ben'), false);
  expect(() => looks.drive()).toThrow('read-only');
  expect(() => presence.act(place, seat('ben'), 'take-over')).toThrow('open to write');
  expect(() => presence.act(place, anna, 'lock')).toThrow('does not allow');
  expect(presence.act(place, root, 'lock').drivers).toMatchObject([{ person: 'root', locked: true }]);
  expect(() => hers.drive()).toThrow('root@example.org has locked ttyS0 of edge-1. Nothing was typed.');
  expect(() => presence.act(place, anna, 'unlock')).toThrow('does not allow');
  // Another administrator, who does not look at it.
  presence.act(place, seat('chief', 'admin'), 'unlock');
  presence.act(place, root, 'hand-over', 'anna');
  expect(() => hers.drive()).not.toThrow();
});
