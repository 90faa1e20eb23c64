import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ownDirectory } from '../testing/database.ts';
import { keyFromFile, keyFromText, secretsWith } from './secrets.ts';

const key = keyFromText('a text of more than sixteen characters');

test.each(['', 'pass word', 'ä'.repeat(5000)])('%j comes back, sealed differently each time', (text) => {
  const { seal, open } = secretsWith(key);
  expect(open(seal(text))).toBe(text);
  expect(seal(text)).not.toBe(seal(text));
  expect(seal('pass word')).not.toContain(Buffer.from('pass word').toString('base64url'));
});

test('every changed byte is noticed', () => {
  const { seal, open } = secretsWith(key);
  const sealed = seal('pass word');
  for (let at = 0; at < sealed.length; at++) {
    // Flips a bit that counts: the last character may end in bits that are thrown away.
    const other = sealed[at] === 'A' ? 'Q' : 'A';
    const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
    expect(() => open(changed), changed).toThrow(/another key/);
  }
});

test('another key opens nothing', () => {
  const sealed = secretsWith(key).seal('x');
  expect(() => secretsWith(keyFromText('another text of that length')).open(sealed)).toThrow(/another key/);
});

test('a short key is refused', () => {
  expect(() => keyFromText('short')).toThrow(/VEN_SECRET_KEY is shorter/);
});

test('a key file is made once, and is its owner’s alone', () => {
  const file = path.join(ownDirectory(), 'secret.key');
  const first = keyFromFile(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  chmodSync(file, 0o644);
  expect(keyFromFile(file)).toEqual(first);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(['secret.key']);
});

test('what is no key is refused', () => {
  const file = path.join(ownDirectory(), 'secret.key');
  writeFileSync(file, 'x');
  expect(() => keyFromFile(file)).toThrow(/is not a key/);
});
