import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { serialRefusal } from './serial-refusal.ts';

const locked = (pid: number) =>
  new ConsoleError(
    'host-refused',
    `opening serial port 0 of a failed: Requested device '/dev/pts/2' is locked by lock file '/var/lock/LCK.._pts_2' held by process ${pid}`,
    { fix: 'Look into the logs.' },
  );

test('a stale lock is named with its file and what its holder is, and can be removed', async () => {
  const meant = await serialRefusal(locked(process.pid), true);
  expect(meant).toMatchObject({
    code: 'conflict',
    fix: expect.stringMatching(
      new RegExp(
        `process ${process.pid}, which is ".+" and not libvirt's daemon: sudo rm /var/lock/LCK\\.\\._pts_2`,
      ),
    ),
  });
});

test('a lock whose holder is gone is stale too', async () => {
  expect(await serialRefusal(locked(2 ** 30), true)).toMatchObject({
    fix: expect.stringContaining('which does not exist'),
  });
});

test('nothing is said about the processes of another host', async () => {
  expect(await serialRefusal(locked(process.pid), false)).toMatchObject({
    fix: expect.stringContaining(`ps -p ${process.pid}`),
  });
});

test('other refusals are handed on as they are', async () => {
  const other = new ConsoleError('host-unreachable', 'away');
  expect(await serialRefusal(other, true)).toBe(other);
});
