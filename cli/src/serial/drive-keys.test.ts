import { expect, it } from 'vitest';
import { createDriveKeys, ESCAPE } from './drive-keys.ts';

it.each([
  [['ls\r'], 'ls\r', ''],
  [[`l${ESCAPE}as`], 'ls', 'a'],
  [[`l${ESCAPE}`, 'as'], 'ls', 'a'],
  [[ESCAPE, ESCAPE, 'a'], `${ESCAPE}a`, ''],
  [[`${ESCAPE}${ESCAPE}${ESCAPE}?x`], `${ESCAPE}x`, '?'],
  [[`${ESCAPE}h${ESCAPE}k`], '', 'hk'],
])('of %j, %j is typed and %j are commands', (typed, text, commands) => {
  const given: string[] = [];
  const keys = createDriveKeys((key) => given.push(key));
  expect(typed.map(keys).join('')).toBe(text);
  expect(given.join('')).toBe(commands);
});
