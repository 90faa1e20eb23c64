import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { sha512Crypt } from './sha512-crypt.ts';

test.each(['a', 'päss wörd', "it's $a `quoted` \\ one", 'x'.repeat(128)])('like openssl: %s', (password) => {
  const salt = 'Zx3kq9Abcdef./01';
  const expected = execFileSync('openssl', ['passwd', '-6', '-salt', salt, '-stdin'], { input: password });
  expect(sha512Crypt(password, salt)).toBe(expected.toString().trim());
});

test('a salt of its own for every hash', () => {
  expect(sha512Crypt('same')).not.toBe(sha512Crypt('same'));
});
