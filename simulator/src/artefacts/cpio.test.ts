import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cpioArchive, type RootEntry } from './cpio.ts';

const entries: RootEntry[] = [
  { kind: 'file', path: 'etc/a name', mode: 0o755, content: Buffer.from('12345') },
  { kind: 'directory', path: 'etc' },
  { kind: 'link', path: 'bin', target: '/usr/bin' },
  { kind: 'character-device', path: 'console', major: 5, minor: 1 },
  { kind: 'file', path: 'etc/empty', mode: 0o644, content: Buffer.alloc(0) },
];

test('cpio lists what was put in, owned by root, from 1970', () => {
  const listing = execFileSync('cpio', ['-itv', '--numeric-uid-gid', '--quiet'], {
    input: cpioArchive(entries),
    env: { ...process.env, TZ: 'UTC', LC_ALL: 'C' },
  });
  const lines = listing.toString().trimEnd().split('\n');
  expect(lines.map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    'lrwxrwxrwx 1 0 0 8 Jan 1 1970 bin -> /usr/bin',
    'crw------- 1 0 0 5, 1 Jan 1 1970 console',
    'drwxr-xr-x 2 0 0 0 Jan 1 1970 etc',
    '-rwxr-xr-x 1 0 0 5 Jan 1 1970 etc/a name',
    '-rw-r--r-- 1 0 0 0 Jan 1 1970 etc/empty',
  ]);
});

test('the order in which entries were found does not matter', () => {
  expect(cpioArchive([...entries].reverse())).toEqual(cpioArchive(entries));
});
