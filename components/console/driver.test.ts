import { describe, expect, it } from 'vitest';
import type { ConsoleDriver, ConsolePerson, Presence } from '../../lib/contract/presence.ts';
import type { Role, Session } from '../../lib/contract/session.ts';
import { driverBar } from './driver.ts';

const AT = '2026-01-01T00:00:00.000Z';

const session = (role: Role): Session => ({
  user: { id: 'u', email: 'me@example.org', role },
  seat: 'me',
  expiresAt: null,
});

const person = (id: string, mayDrive = true, name = `${id}@example.org`): ConsolePerson => ({
  ...{ id, name, role: 'operator', from: 'browser', since: AT },
  views: [{ console: 'ttyS0', since: AT, mayDrive }],
});

const driver = (id: string, more: Partial<ConsoleDriver> = {}): ConsoleDriver => ({
  ...{ console: 'ttyS0', person: id, name: `${id}@example.org`, since: AT },
  ...{ idle: false, gone: false, locked: false, lender: null, asks: [] },
  ...more,
});

function bar(
  people: readonly ConsolePerson[],
  drivers: readonly ConsoleDriver[] = [],
  role: Role = 'operator',
) {
  const presence: Presence = {
    ...{ node: 'n', guests: 0, revision: 1 },
    people: [...people],
    drivers: [...drivers],
  };
  const shown = driverBar(presence, 'ttyS0', session(role));
  return (
    shown && { words: shown.words, isOpen: shown.isOpen, offers: shown.offers.map(({ label }) => label) }
  );
}

const me = person('me');
const anna = person('anna');

describe('the bar above a console', () => {
  it('is not there for whoever is alone, nor for who watches what nobody drives', () => {
    expect(bar([me])).toBeNull();
    expect(bar([me], [driver('me')])).toBeNull();
    expect(bar([me, anna], [], 'viewer')).toBeNull();
  });

  it('offers the driver to hand over, and an administrator to lock', () => {
    expect(bar([me, anna], [driver('me')])).toMatchObject({
      words: 'You are driving',
      offers: ['Hand over'],
    });
    expect(bar([me, anna, person('ben')], [driver('me')], 'admin')?.offers).toEqual([
      'Hand over to anna@example.org',
      'Hand over to ben@example.org',
      'Lock',
    ]);
    expect(bar([me, person('anna', false)], [driver('me')])?.offers).toEqual([]);
    const asks = [{ person: 'anna', name: 'anna@example.org', at: AT }];
    expect(bar([me, anna], [driver('me', { asks })])).toMatchObject({
      words: 'anna@example.org asks to drive',
      offers: ['Hand over', 'Keep'],
    });
  });

  it('offers who watches to ask, to take back, to take over', () => {
    expect(bar([me, anna], [driver('anna')])).toEqual({
      words: 'anna@example.org is driving',
      isOpen: false,
      offers: ['Ask'],
    });
    expect(bar([me, anna], [driver('anna', { lender: 'me' })])?.offers).toEqual(['Take back']);
    expect(bar([me, anna], [driver('anna')], 'admin')?.offers).toEqual(['Ask', 'Take over', 'Lock']);
    expect(bar([me, anna], [driver('anna', { idle: true })])).toMatchObject({ isOpen: true });
    const asks = [{ person: 'me', name: 'me@example.org', at: AT }];
    expect(bar([me, anna], [driver('anna', { asks })])?.offers).toEqual(['Asked: withdraw']);
    const mine = { name: 'me@example.org' };
    expect(bar([me, person('anna', true, mine.name)], [driver('anna', mine)])).toMatchObject({
      words: 'me@example.org in another window is driving',
      offers: ['Ask', 'Take over'],
    });
  });

  it('offers nothing to who may only look, and nothing at what is locked but to unlock it', () => {
    expect(bar([person('me', false), anna], [driver('anna', { idle: true })])).toMatchObject({
      isOpen: false,
      offers: [],
    });
    const locked = driver('anna', { locked: true });
    expect(bar([me, anna], [locked])).toMatchObject({ words: 'Locked by anna@example.org', offers: [] });
    expect(bar([me, anna], [locked], 'admin')?.offers).toEqual(['Unlock']);
  });
});
