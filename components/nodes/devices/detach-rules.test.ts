import { expect, test } from 'vitest';
import type { MachineDisk } from '../../../lib/contract/node-device.ts';
import { diskViews, nicViews } from '../../../lib/domain/node-devices.ts';
import { containing } from '../../../server/testing/matching.ts';
import { SAMPLE_HARDWARE } from '../../../server/testing/samples.ts';
import { detachOptions, detachRefusal, type Device, isAsked, isKeptBack } from './detach-rules.ts';

const ADDED: MachineDisk = {
  ...{ role: 'added', target: 'vdb', bus: 'virtio', bytes: 1024 ** 3, format: 'qcow2' },
  ...{ path: '/pool/one.+0a0b0c0d.qcow2', pool: 'ven', volume: 'one.+0a0b0c0d.qcow2', owned: true },
};

/** The last disk of a machine. */
function lastDisk(on: boolean, disk: MachineDisk = ADDED, isLeaving = false): Device {
  const hardware = { ...SAMPLE_HARDWARE, disks: [...SAMPLE_HARDWARE.disks, disk] };
  const next = isLeaving ? SAMPLE_HARDWARE : hardware;
  const view = diskViews({ present: on ? hardware : null, next }).at(-1);
  if (view === undefined) throw new Error('it has none');
  return { kind: 'disk', view };
}

const first = {
  disk: diskViews({ present: null, next: SAMPLE_HARDWARE })[0],
  nic: nicViews({ present: null, next: SAMPLE_HARDWARE })[0],
};

test('what a node was made with stays, with the reason', () => {
  if (first.disk === undefined || first.nic === undefined) throw new Error('it has none');
  expect(detachRefusal({ kind: 'disk', view: first.disk }, 'shut off')).toContain('was made with');
  expect(detachRefusal({ kind: 'nic', view: first.nic }, 'running')).toContain('was made with');
  expect(detachRefusal(lastDisk(true), 'running')).toBeNull();
  expect(detachRefusal(lastDisk(false), 'saved')).toContain('memory is saved');
});

test('of two fates of a volume none is chosen beforehand', () => {
  const choose = (fate: 'keep' | 'remove' | null) =>
    detachOptions(lastDisk(false), 'shut off', { fate, at: 'now' });
  expect(choose(null)).toMatchObject({ fate: null, isComplete: false, removal: null });
  expect(choose('remove')).toMatchObject({ fate: 'remove', isComplete: true });
});

test('a volume is kept where it cannot be deleted, and that is said', () => {
  const other = lastDisk(false, { ...ADDED, owned: false });
  expect(detachOptions(other, 'shut off', { fate: null, at: 'now' })).toMatchObject({
    ...{ fate: 'keep', isComplete: true },
    removal: containing('not made for this node'),
  });
  // In use until the machine is off.
  expect(detachOptions(lastDisk(true), 'running', { fate: 'remove', at: 'next-start' })).toMatchObject({
    ...{ fate: 'keep', isComplete: true },
    removal: containing('in use'),
  });
});

test('a paused guest is not asked', () => {
  expect(detachOptions(lastDisk(true), 'paused', { fate: 'keep', at: 'now' })).toMatchObject({
    ...{ isComplete: false, now: containing('paused') },
  });
  expect(detachOptions(lastDisk(true), 'paused', { fate: 'keep', at: 'next-start' }).isComplete).toBe(true);
});

test('a guest is asked for what can be unplugged', () => {
  expect(isAsked(lastDisk(true))).toBe(true);
  expect(isAsked(lastDisk(false))).toBe(false);
  const sata = { ...ADDED, bus: 'sata', target: 'sda' };
  expect(isAsked(lastDisk(true, sata))).toBe(false);
  expect(detachRefusal(lastDisk(true, sata, true), 'running')).toContain('already');
  // What leaves with the next power-off can still be asked for at once.
  expect(detachRefusal(lastDisk(true, ADDED, true), 'running')).toBeNull();
});

test('a guest that keeps a device is told from a host that fails', () => {
  const step = { name: 'detach-device' as const, number: 1, total: 2 };
  const error = { code: 'timed-out' as const, message: 'It did not.', fix: 'Again.' };
  expect(isKeptBack({ state: 'failed', step, error })).toBe(true);
  expect(isKeptBack({ state: 'failed', step: { ...step, name: 'remove-volume' }, error })).toBe(false);
  expect(isKeptBack({ state: 'failed', step, error: { ...error, code: 'host-refused' } })).toBe(false);
});
