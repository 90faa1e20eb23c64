import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkPtyLocks } from '../lib/host-rules/pty-locks.mjs';
import { readStrayLocks } from './pty-locks.mjs';

/** A machine with these locks and processes. */
function machine(locks: Readonly<Record<string, string>>, processes: Readonly<Record<string, string>>) {
  const root = mkdtempSync(path.join(tmpdir(), 'ven-locks-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const places = { folder: path.join(root, 'lock'), processes: path.join(root, 'proc') };
  mkdirSync(places.folder);
  for (const [name, text] of Object.entries(locks)) writeFileSync(path.join(places.folder, name), text);
  for (const [pid, program] of Object.entries(processes)) {
    mkdirSync(path.join(places.processes, pid), { recursive: true });
    writeFileSync(path.join(places.processes, pid, 'comm'), `${program}\n`);
  }
  return places;
}

test('a lock that seems to belong to another program is stale, and the command removes it', () => {
  const places = machine(
    { 'LCK.._pts_2': '        13\n', 'LCK.._pts_7': '20\n' },
    { 13: 'kdevtmpfs', 20: 'sshd' },
  );
  const found = readStrayLocks(places);
  const first = `${places.folder}/LCK.._pts_2`;
  expect(found[0]).toEqual({ file: first, pty: '/dev/pts/2', pid: 13, program: 'kdevtmpfs' });
  expect(checkPtyLocks(found, { isRoot: false })).toEqual({
    status: 'warn',
    reason:
      'a killed libvirtd left locks behind, so serial ports on these terminals accept no input: /dev/pts/2 is held by process 13 (kdevtmpfs), and 1 more',
    fix: `sudo rm ${first} ${places.folder}/LCK.._pts_7`,
  });
});

test.each([
  ['a running libvirtd holds', { 'LCK.._pts_2': '13\n' }, { 13: 'libvirtd' }],
  ['a running virtqemud holds', { 'LCK.._pts_2': '13\n' }, { 13: 'virtqemud' }],
  ['names a process that is gone', { 'LCK.._pts_2': '13\n' }, {}],
  ['names no process', { 'LCK.._pts_2': 'rubbish' }, { 13: 'sshd' }],
  ['is not one of a pty', { 'LCK..ttyUSB0': '13\n' }, { 13: 'minicom' }],
])('a lock that %s is not stale', (_what, locks, processes) => {
  expect(readStrayLocks(machine(locks, processes))).toEqual([]);
});
