import { expect, test } from 'vitest';
import { parseOsRelease } from './os-release.mjs';

test('Debian: plain and quoted values', () => {
  const text = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n';
  expect(parseOsRelease(text)).toEqual({
    id: 'debian',
    version: '12',
    name: 'Debian GNU/Linux 12 (bookworm)',
    aptBased: true,
  });
});

test('a derivative is identified by ID_LIKE', () => {
  expect(parseOsRelease('ID=linuxmint\nID_LIKE="ubuntu debian"\n').aptBased).toBe(true);
  expect(parseOsRelease("ID=rocky\nID_LIKE='rhel centos fedora'\n").aptBased).toBe(false);
});

test('comments, blank lines, escapes and an empty file', () => {
  expect(parseOsRelease('# ID=debian\n\nPRETTY_NAME="a \\"quoted\\" name"\nID=x\n').name).toBe(
    'a "quoted" name',
  );
  expect(parseOsRelease('')).toEqual({ id: 'linux', version: '', name: 'linux', aptBased: false });
});
