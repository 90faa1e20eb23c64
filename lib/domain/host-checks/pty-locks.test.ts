import { expect, test } from 'vitest';
import { strayLocks, checkPtyLocks } from './pty-locks.ts';

/** The files of a machine. */
function machine(files: Readonly<Record<string, string>>) {
  return {
    names: (folder: string) =>
      Object.keys(files)
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1)),
    text: (file: string) => files[file] ?? '',
  };
}

test('a lock that seems to belong to another program is stale, and the command removes it', () => {
  const found = strayLocks(
    machine({
      '/var/lock/LCK.._pts_2': '        13\n',
      '/proc/13/comm': 'kdevtmpfs\n',
      '/var/lock/LCK.._pts_7': '20\n',
      '/proc/20/comm': 'sshd\n',
    }),
  );
  expect(found[0]).toEqual({
    file: '/var/lock/LCK.._pts_2',
    pty: '/dev/pts/2',
    pid: 13,
    program: 'kdevtmpfs',
  });
  expect(checkPtyLocks(found, { isRoot: false })).toEqual({
    status: 'warn',
    reason:
      'a killed libvirtd left locks behind, so serial ports on these terminals accept no input: /dev/pts/2 is held by process 13 (kdevtmpfs), and 1 more',
    fix: 'sudo rm /var/lock/LCK.._pts_2 /var/lock/LCK.._pts_7',
  });
});

test.each([
  ['a running libvirtd holds', { '/var/lock/LCK.._pts_2': '13\n', '/proc/13/comm': 'libvirtd\n' }],
  ['a running virtqemud holds', { '/var/lock/LCK.._pts_2': '13\n', '/proc/13/comm': 'virtqemud\n' }],
  ['names a process that is gone', { '/var/lock/LCK.._pts_2': '13\n' }],
  ['names no process', { '/var/lock/LCK.._pts_2': 'rubbish', '/proc/13/comm': 'sshd\n' }],
  ['is not one of a pty', { '/var/lock/LCK..ttyUSB0': '13\n', '/proc/13/comm': 'minicom\n' }],
])('a lock that %s is not stale', (_what, files) => {
  expect(strayLocks(machine(files))).toEqual([]);
});
