import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { serialRefusal } from './serial-refusal.ts';

const locked = (pid: number) =>
  new ConsoleError(
    'host-refused',
    `opening serial port 0 of a failed: Requested device '/dev/pts/2' is locked by lock file '/var/lock/LCK.._pts_2' held by process ${pid}`,
    { fix: 'Look into the logs.' },
  );

const fixOf = (error: unknown): string => (error instanceof ConsoleError ? error.fix : '');

test('a stale lock is named with its file and what its holder is, and can be removed', async () => {
  const meant = await serialRefusal(locked(process.pid), true);
  expect(meant).toMatchObject({ code: 'conflict' });
  expect(fixOf(meant)).toContain("and not libvirt's daemon: sudo rm /var/lock/LCK.._pts_2");
});

test('a lock whose holder is gone is stale too', async () => {
  expect(fixOf(await serialRefusal(locked(2 ** 30), true))).toContain('which does not exist');
});

test('processes of another host are not reported', async () => {
  expect(fixOf(await serialRefusal(locked(process.pid), false))).toContain(`ps -p ${process.pid}`);
});

test('other refusals are handed on as they are', async () => {
  const other = new ConsoleError('host-unreachable', 'away');
  expect(await serialRefusal(other, true)).toBe(other);
});
