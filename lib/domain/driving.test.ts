import { describe, expect, it } from 'vitest';
import {
  ANSWER_WITHIN_MS,
  type DriveEvent,
  type Driving,
  GRACE_MS,
  IDLE_AFTER_MS,
  nextMoment,
  NOBODY,
  step,
  type Turn,
} from './driving.ts';

const START = 1_000_000;

/** A console, and what happens at it at so many milliseconds after the start. */
class Told {
  driving: Driving = NOBODY;
  turns: Turn[] = [];

  at(ms: number, event: DriveEvent): string {
    const { driving, turns, refusal } = step(this.driving, event, START + ms);
    this.driving = driving;
    this.turns.push(...turns);
    return refusal ?? this.driver;
  }

  get driver(): string {
    return this.driving.driver?.person ?? 'nobody';
  }

  get next(): number | null {
    const moment = nextMoment(this.driving, START);
    return moment === null ? null : moment - START;
  }
}

function drivenBy(person: string): Told {
  const told = new Told();
  told.at(0, { kind: 'type', person });
  return told;
}

const types = (person: string) => ({ kind: 'type', person }) as const;
const asks = (person: string) => ({ kind: 'ask', person }) as const;

describe('typing', () => {
  it('makes a driver of whoever types first, and is refused to others', () => {
    const told = drivenBy('anna');
    expect(told.at(1, types('ben'))).toBe('driven');
    expect(told.driver).toBe('anna');
    expect(told.turns).toEqual([{ from: null, to: 'anna', got: 'typed', lost: null }]);
  });

  it('takes the right of an idle driver, and not a moment earlier', () => {
    const told = drivenBy('anna');
    told.at(5000, types('anna'));
    expect(told.at(5000 + IDLE_AFTER_MS - 1, types('ben'))).toBe('driven');
    expect(told.at(5000 + IDLE_AFTER_MS, types('ben'))).toBe('ben');
    expect(told.turns.at(-1)).toMatchObject({ to: 'ben', got: 'idle', lost: 'idle' });
  });

  it('leaves the right with an idle driver while nobody wants it', () => {
    const told = drivenBy('anna');
    expect(told.at(10 * IDLE_AFTER_MS, { kind: 'time' })).toBe('anna');
  });
});

describe('a request', () => {
  it('of a console that nobody drives is granted', () => {
    expect(new Told().at(0, asks('ben'))).toBe('ben');
  });

  it('to an idle driver is granted at once', () => {
    const told = drivenBy('anna');
    expect(told.at(IDLE_AFTER_MS, asks('ben'))).toBe('ben');
  });

  it('that stays unanswered is granted, unless the driver types', () => {
    const told = drivenBy('anna');
    expect(told.at(100, asks('ben'))).toBe('anna');
    expect(told.next).toBe(100 + ANSWER_WITHIN_MS);
    expect(told.at(100 + ANSWER_WITHIN_MS - 1, { kind: 'time' })).toBe('anna');
    told.at(200, types('anna'));
    expect(told.at(100 + ANSWER_WITHIN_MS, { kind: 'time' })).toBe('anna');
    expect(told.next).toBe(200 + IDLE_AFTER_MS);
    expect(told.at(200 + IDLE_AFTER_MS, { kind: 'time' })).toBe('ben');
  });

  it('is answered by the driver alone: handed over, or kept', () => {
    const told = drivenBy('anna');
    told.at(1, asks('ben'));
    told.at(2, asks('carl'));
    expect(told.at(3, { kind: 'hand-over', person: 'carl', to: 'carl' })).toBe('not-driver');
    expect(told.at(3, { kind: 'keep', person: 'anna', to: 'dora' })).toBe('not-asked');
    expect(told.at(3, { kind: 'keep', person: 'anna', to: 'ben' })).toBe('anna');
    expect(told.driving.asks.map(({ person }) => person)).toEqual(['carl']);
    expect(told.at(4, { kind: 'hand-over', person: 'anna', to: 'carl' })).toBe('carl');
    expect(told.driving).toMatchObject({ driver: { lender: 'anna' }, asks: [] });
    expect(told.at(5, types('anna'))).toBe('driven');
  });

  it('waits in line: who lets go is followed by who asked first', () => {
    const told = drivenBy('anna');
    told.at(1, asks('ben'));
    told.at(2, asks('carl'));
    told.at(3, asks('ben'));
    expect(told.at(4, { kind: 'release', person: 'anna' })).toBe('ben');
    expect(told.driving.asks.map(({ person }) => person)).toEqual(['carl']);
    told.at(5, { kind: 'withdraw', person: 'carl' });
    expect(told.at(6, { kind: 'release', person: 'ben' })).toBe('nobody');
  });
});

describe('a driver who is gone', () => {
  it('keeps the right for a while, and for good when back', () => {
    const told = drivenBy('anna');
    told.at(10, { kind: 'gone', person: 'anna' });
    expect(told.at(10 + GRACE_MS - 1, types('ben'))).toBe('driven');
    expect(told.at(10 + GRACE_MS - 1, { kind: 'back', person: 'anna' })).toBe('anna');
    expect(told.at(10 + 2 * GRACE_MS, types('ben'))).toBe('driven');
    told.at(30_000, { kind: 'gone', person: 'anna' });
    expect(told.at(30_000 + GRACE_MS, { kind: 'time' })).toBe('nobody');
    expect(told.turns.at(-1)).toMatchObject({ to: null, lost: 'left' });
    expect(told.next).toBeNull();
  });

  it('loses it at once when the login has ended, and so does a request', () => {
    const told = drivenBy('anna');
    told.at(1, asks('ben'));
    told.at(2, asks('carl'));
    told.at(3, { kind: 'ended', person: 'ben' });
    expect(told.at(4, { kind: 'ended', person: 'anna' })).toBe('carl');
  });
});

describe('a lock', () => {
  it('takes over, and keeps everybody else out, however idle its owner', () => {
    const told = drivenBy('anna');
    expect(told.at(1, { kind: 'lock', person: 'root' })).toBe('root');
    expect(told.at(2 * IDLE_AFTER_MS, types('anna'))).toBe('locked');
    expect(told.at(2 * IDLE_AFTER_MS, { kind: 'take-over', person: 'anna' })).toBe('locked');
    expect(told.at(2 * IDLE_AFTER_MS, asks('anna'))).toBe('root');
    expect(told.at(9 * IDLE_AFTER_MS, { kind: 'time' })).toBe('root');
    expect(told.at(9 * IDLE_AFTER_MS, { kind: 'unlock', person: 'root' })).toBe('root');
    expect(told.at(9 * IDLE_AFTER_MS, { kind: 'time' })).toBe('anna');
  });

  it('ends with the right of its owner', () => {
    const told = drivenBy('root');
    told.at(1, { kind: 'lock', person: 'root' });
    told.at(2, { kind: 'gone', person: 'root' });
    told.at(2 + GRACE_MS, { kind: 'time' });
    expect(told.at(3 + GRACE_MS, types('ben'))).toBe('ben');
    expect(told.at(4 + GRACE_MS, types('root'))).toBe('driven');
  });
});

it('taking over is told to the driver before', () => {
  const told = drivenBy('anna');
  expect(told.at(1, { kind: 'take-over', person: 'root' })).toBe('root');
  expect(told.turns.at(-1)).toMatchObject({
    from: { person: 'anna' },
    to: 'root',
    got: 'took-over',
    lost: 'taken-over',
  });
});
