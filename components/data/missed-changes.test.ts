import { expect, test } from 'vitest';
import { MissedChanges } from './missed-changes.ts';

function watched() {
  const seen = { missed: 0 };
  return { changes: new MissedChanges(() => (seen.missed += 1)), seen };
}

test('answers with the change before the connection, or a later one, have missed nothing', () => {
  const { changes, seen } = watched();
  changes.answered(7);
  changes.answered(8);
  expect(changes.connected(7)).toBe(false);
  changes.answered(7);
  changes.answered(9);
  expect(seen.missed).toBe(0);
});

test('one older answer is enough', () => {
  const { changes } = watched();
  changes.answered(6);
  changes.answered(7);
  expect(changes.connected(7)).toBe(true);
});

test('an older answer that arrives after the connection is noticed, once', () => {
  const { changes, seen } = watched();
  changes.answered(7);
  expect(changes.connected(7)).toBe(false);
  changes.answered(6);
  changes.answered(6);
  expect(seen.missed).toBe(1);
});

test('a connection before any answer', () => {
  const { changes, seen } = watched();
  expect(changes.connected(7)).toBe(false);
  changes.answered(7);
  expect(seen.missed).toBe(0);
  changes.answered(5);
  expect(seen.missed).toBe(1);
});
