import { expect, test } from 'vitest';
import { diskAttachRequest, macAddress, nicAttachRequest } from '../contract/node-device.ts';
import type { MachineDisk } from '../contract/node-device.ts';
import type { Hardware } from '../contract/node-hardware.ts';
import { deviceRefusal, diskDetachRefusal, diskViews, nicDetachRefusal, nicViews } from './node-devices.ts';

const first: MachineDisk = {
  ...{ role: 'first', target: 'vda', bus: 'virtio', bytes: 8 * 1024 ** 3, format: 'qcow2' },
  ...{ path: '/pool/one.qcow2', pool: 'ven', volume: 'one.qcow2', owned: true },
};
const SAMPLE_HARDWARE: Hardware = {
  ...{ vcpus: 2, maxVcpus: 2, memoryMiB: 2048, diskGiB: 8, drive: 'none', medium: null },
  network: { kind: 'network', name: 'ven-net' },
  bootOrder: ['disk', 'network'],
  disks: [first],
  nics: [
    {
      role: 'first',
      mac: '52:54:00:00:00:01',
      model: 'virtio',
      network: { kind: 'network', name: 'ven-net' },
    },
  ],
};
const ADDED: MachineDisk = { ...first, role: 'added', target: 'vdb', volume: 'one.+00000000.qcow2' };
const SATA: MachineDisk = { ...ADDED, target: 'sda', bus: 'sata' };
const NIC = { role: 'added', mac: '52:54:00:00:00:02', model: 'virtio', network: null } as const;
const withDisks = (...disks: MachineDisk[]): Hardware => ({ ...SAMPLE_HARDWARE, disks: [first, ...disks] });
type DetachWish = Parameters<typeof diskDetachRefusal>[2];
const NOW: DetachWish = { volume: 'keep', at: 'now' };

function refusalOf(
  present: Hardware | null,
  next: Hardware,
  target: string,
  wish: DetachWish = NOW,
  state = 'running',
) {
  const view = diskViews({ present, next }).find(({ id }) => id === target);
  if (view === undefined) throw new Error(`there is no ${target}`);
  return diskDetachRefusal(view, state === 'paused' ? 'paused' : 'running', wish)?.message ?? null;
}

test('what waits for a power-off is told with what is there now', () => {
  const pendingOf = (present: Hardware | null, next: Hardware) =>
    diskViews({ present, next }).map(({ id, pending }) => [id, pending]);
  expect(pendingOf(withDisks(), withDisks(SATA))).toEqual([
    ['vda', null],
    ['sda', 'attach'],
  ]);
  expect(pendingOf(withDisks(SATA), withDisks())).toEqual([
    ['vda', null],
    ['sda', 'detach'],
  ]);
  expect(pendingOf(withDisks(SATA), withDisks({ ...SATA, bytes: 1 }))).toContainEqual(['sda', 'change']);
  // Of a machine that is off, nothing waits.
  expect(pendingOf(null, withDisks(SATA))).toEqual([
    ['vda', null],
    ['sda', null],
  ]);
  // Its file changes with every checkpoint.
  const layer = { ...first, path: '/elsewhere', bytes: 2 };
  expect(pendingOf(withDisks(), { ...SAMPLE_HARDWARE, disks: [layer] })).toEqual([['vda', null]]);
});

test.each<[string, string, DetachWish, string]>([
  ['the disk that it was made with', 'vda', NOW, 'was made with'],
  ['cloud-init data', 'vdc', NOW, 'cloud-init'],
  ['the volume of something else', 'vdd', { volume: 'remove', at: 'now' }, 'was not made for this node'],
  ['a volume that stays in use', 'sda', { volume: 'remove', at: 'now' }, 'in use until'],
  ['a volume that is to stay in use', 'vdb', { volume: 'remove', at: 'next-start' }, 'in use until'],
])('not detached: %s', (_, target, wish, message) => {
  const seed = { ...ADDED, role: 'seed' as const, target: 'vdc' };
  const foreign = { ...ADDED, target: 'vdd', owned: false };
  const machine = withDisks(ADDED, SATA, seed, foreign);
  expect(refusalOf(machine, machine, target, wish)).toContain(message);
});

test('disks are detached with or without their volumes, and by a paused guest only at the next start', () => {
  const machine = withDisks(ADDED, SATA);
  expect(refusalOf(machine, machine, 'vdb', { volume: 'remove', at: 'now' })).toBeNull();
  expect(refusalOf(machine, machine, 'sda')).toBeNull();
  expect(refusalOf(null, machine, 'sda', { volume: 'remove', at: 'now' })).toBeNull();
  expect(refusalOf(machine, machine, 'vdb', NOW, 'paused')).toContain('is paused');
  expect(refusalOf(machine, machine, 'vdb', { volume: 'keep', at: 'next-start' }, 'paused')).toBeNull();
});

test('the first network card stays, and nothing changes while memory is saved', () => {
  const machine = { ...SAMPLE_HARDWARE, nics: [...SAMPLE_HARDWARE.nics, NIC] };
  const [boot, added] = nicViews({ present: machine, next: machine });
  if (boot === undefined || added === undefined) throw new Error('there are two');
  expect(nicDetachRefusal(boot, 'running', 'now')?.message).toContain('boots from');
  expect(nicDetachRefusal(added, 'running', 'now')).toBeNull();
  expect(deviceRefusal('saved')?.message).toContain('memory is saved');
  expect(deviceRefusal('shut off')).toBeNull();
});

test('requests name what is wrong with them', () => {
  const wrong = (input: object) =>
    diskAttachRequest.safeParse(input).error?.issues.map(({ path }) => path[0]);
  expect(wrong({})).toEqual(['sizeGiB']);
  expect(wrong({ sizeGiB: 1, volume: 'data.qcow2' })).toEqual(['sizeGiB']);
  for (const volume of ['../etc/passwd', 'a b', '-x', `x'/>`]) expect(wrong({ volume })).toEqual(['volume']);
  expect(wrong({ sizeGiB: 1, pool: 'a/b' })).toEqual(['pool']);
  expect(macAddress.parse('52:54:00:AB:CD:EF')).toBe('52:54:00:ab:cd:ef');
  for (const mac of ['01:00:00:00:00:01', '52:54:00:ab:cd', 'xx:54:00:ab:cd:ef', ''])
    expect(macAddress.safeParse(mac).success).toBe(false);
  expect(nicAttachRequest.parse({})).toEqual({ network: { kind: 'own', subnet: null }, model: 'virtio' });
});
