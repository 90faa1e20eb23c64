import { expect, test } from 'vitest';
import { recoveryOption } from './recovery-option.ts';

test.each([
  ['off', {}],
  ['ipxe', { rebootAtIpxe: true }],
  ['shell, retries:2', { resetAtShell: true, retries: 2 }],
  ['retries:10,ipxe,shell', { rebootAtIpxe: true, resetAtShell: true, retries: 10 }],
])('%s', (text, rules) => {
  expect(recoveryOption.parse(text)).toEqual({
    ...{ rebootAtIpxe: false, resetAtShell: false, retries: 0 },
    ...rules,
  });
});

test.each([
  ['', 'use off, or a list'],
  ['ipxe;shell', 'use off, or a list'],
  ['retries', 'use off, or a list'],
  ['off,ipxe', 'use off, or a list'],
  ['retries:11', 'use 0 to 10'],
])('%j is refused', (text, words) => {
  expect(recoveryOption.safeParse(text).error?.issues[0]?.message).toContain(words);
});
