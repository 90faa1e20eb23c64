import { expect, test } from 'vitest';
import { SignIns } from './sign-in.ts';

const NOW = 1_700_000_000_000;

test('a code is good once, and for a minute', () => {
  const signIns = new SignIns();
  const code = signIns.issueCode(NOW);
  const session = signIns.redeem(code, NOW + 59_000);
  expect(signIns.isSession(session, NOW + 59_000)).toBe(true);
  expect(signIns.redeem(code, NOW + 59_000)).toBeUndefined();
  expect(signIns.redeem(signIns.issueCode(NOW), NOW + 60_000)).toBeUndefined();
  expect(signIns.redeem('made up', NOW)).toBeUndefined();
  expect(signIns.isSession(code, NOW)).toBe(false);
});

test('a session ends, and there are never more than a hundred', () => {
  const signIns = new SignIns();
  const sessions = Array.from({ length: 101 }, () => signIns.redeem(signIns.issueCode(NOW), NOW));
  expect(sessions.filter((session) => signIns.isSession(session, NOW))).toHaveLength(100);
  expect(signIns.isSession(sessions[100], NOW + 12 * 3_600_000)).toBe(false);
  expect(signIns.isSession(undefined, NOW)).toBe(false);
});
