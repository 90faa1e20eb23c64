import { expect, test } from 'vitest';
import { containing } from '../../../server/testing/matching.ts';
import { NOTHING_TO_SEND, type ReadDraft } from '../../forms/read-draft.ts';
import { NEW_DISK, NEW_NIC, readDisk, readNic, volumeChoices } from './device-draft.ts';

test('an empty form has no mistakes, and cannot be sent', () => {
  expect(readDisk(NEW_DISK)).toEqual(NOTHING_TO_SEND);
  expect(readDisk({ ...NEW_DISK, from: 'existing', sizeGiB: '5' })).toEqual(NOTHING_TO_SEND);
});

test.each([
  [{ sizeGiB: '20' }, { sizeGiB: 20, bus: 'virtio', pool: null }],
  // What was typed for the other choice is not sent.
  [
    { sizeGiB: '20', volume: 'data.raw', pool: 'tank' },
    { sizeGiB: 20, bus: 'virtio', pool: 'tank' },
  ],
  [
    { from: 'existing', sizeGiB: '20', volume: 'data.raw', pool: 'tank', bus: 'scsi' } as const,
    { volume: 'data.raw', bus: 'scsi', pool: 'tank' },
  ],
])('the disk %j is the request %j', (changes, request) => {
  expect(readDisk({ ...NEW_DISK, ...changes })).toEqual({ ok: true, request });
});

test.each([
  [{}, { network: { kind: 'own', subnet: null }, model: 'virtio' }],
  [
    { network: 'bridge:br0', model: 'e1000e', mac: ' 52:54:00:AB:00:01 ' },
    { network: { kind: 'bridge', name: 'br0' }, model: 'e1000e', mac: '52:54:00:ab:00:01' },
  ],
])('the card %j is the request %j', (changes, request) => {
  expect(readNic({ ...NEW_NIC, ...changes })).toEqual({ ok: true, request });
});

const mistakes = (read: ReadDraft<object>) => (read.ok ? new Map<string, string>() : read.errors);

test('mistakes are told beside their fields', () => {
  for (const sizeGiB of ['much', '0'])
    expect([...mistakes(readDisk({ ...NEW_DISK, sizeGiB })).keys()]).toEqual(['sizeGiB']);
  expect(mistakes(readNic({ ...NEW_NIC, mac: '53:54:00:12:34:56' })).get('mac')).toContain(
    'the first one even',
  );
});

const volume = (name: string, format: string | null = 'qcow2', users: readonly string[] = []) => ({
  ...{ pool: 'tank', name, path: `/tank/${name}`, format, users: [...users] },
  ...{ capacityBytes: 1024 ** 3, allocationBytes: 0, backing: null },
});

test('volumes in use and what is no disk are shown with the reason', () => {
  const volumes = [volume('free.qcow2'), volume('busy.qcow2', 'qcow2', ['other']), volume('boot.iso', 'iso')];
  expect(volumeChoices(volumes, false)).toMatchObject([
    { value: 'free.qcow2', disabled: false },
    { value: 'busy.qcow2', disabled: true, detail: containing('used by other') },
    { value: 'boot.iso', disabled: true },
  ]);
});

test('of the console’s own pool, only disks that were added are offered', () => {
  const volumes = [volume('image.qcow2'), volume('one.qcow2'), volume('one.+0a0b0c0d.qcow2')];
  expect(volumeChoices(volumes, true).map(({ value }) => value)).toEqual(['one.+0a0b0c0d.qcow2']);
});
