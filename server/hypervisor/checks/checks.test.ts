import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstLine } from '../acceleration/probe.ts';
import { startCommand } from '../../../lib/domain/host-checks/daemons.ts';
import { checkFirmware } from '../../../lib/domain/host-checks/firmware.ts';
import { capacityChecks, checkAcceleration } from './libvirt-checks.ts';
import { initSystem, kvmDevice, ptyLocks } from './local-checks.ts';

const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
const typed = (...commands: string[]): string => commands.map((command) => sudo + command).join(' && ');

let folder: string;
let device: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hyper-checks-'));
  device = join(folder, 'kvm');
  await writeFile(device, '');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the mode of /dev/kvm', () => {
  test('for root alone is the trap that costs seconds', async () => {
    await chmod(device, 0o600);
    expect(await kvmDevice(device)).toMatchObject({
      status: 'warn',
      reason: `${device} has mode 0600, so QEMU's user cannot open it and every start takes seconds longer`,
      fix: typed(`chown root:kvm ${device}`, `chmod 0660 ${device}`),
    });
  });

  test('for everybody is fine', async () => {
    await chmod(device, 0o666);
    expect(await kvmDevice(device)).toMatchObject({ status: 'ok', fix: '' });
  });

  test('does not matter when it is not there', async () => {
    expect(await kvmDevice(join(folder, 'none'))).toMatchObject({ status: 'warn' });
  });
});

test('a lock on a terminal that a killed libvirtd has left is found, with the command that removes it', async () => {
  expect(ptyLocks(folder).status).toBe('ok');
  const lock = join(folder, 'LCK.._pts_2');
  await writeFile(lock, `${String(process.pid).padStart(10)}\n`);
  expect(ptyLocks(folder)).toMatchObject({ status: 'warn', fix: typed(`rm ${lock}`) });
});

test('virtlogd is started by systemd only where there is one', async () => {
  expect(startCommand('virtlogd', await initSystem(folder))).toBe(typed('systemctl start virtlogd.socket'));
  expect(startCommand('virtlogd', await initSystem(join(folder, 'none')))).toBe(typed('virtlogd -d'));
});

test('every failed check has a fix', () => {
  const capacity = {
    cpus: 2,
    memoryMiB: 4096,
    memoryFreeMiB: 100,
    poolGiB: 10,
    poolFreeGiB: 1,
    poolPromisedGiB: 0,
    otherPools: [],
    vcpusUsed: 0,
    domainsRunning: 0,
  };
  const checks = [
    ...capacityChecks(capacity),
    checkFirmware(null, { isRoot: false }),
    checkAcceleration({ kind: 'tcg', reason: 'broken', checkedAt: '2026-01-02T03:04:05.678Z' }),
    checkAcceleration(null),
  ];
  for (const check of checks) {
    expect(check.status).not.toBe('ok');
    expect(check.fix).not.toBe('');
  }
});

test('of QEMU’s complaint the first line is shown, without its time stamp', () => {
  const message =
    'internal error: qemu unexpectedly closed the monitor: 2026-01-02T03:04:05.678901Z qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69\nqemu: Assertion failed.';
  expect(firstLine(message)).toBe(
    'qemu unexpectedly closed the monitor: qemu-system-x86_64: error: failed to set MSR 0x10a to 0x69',
  );
});
