import { expect, test } from 'vitest';
import type { NodeEdit } from '../contract/node-edit.ts';
import type { Hardware, NodeHardware } from '../contract/node-hardware.ts';
import { changesOf, pendingOf, refusalsOf, vcpusAfter } from './node-edit.ts';

const SHUT: Hardware = {
  ...{ vcpus: 2, maxVcpus: 4, memoryMiB: 2048, diskGiB: 8, drive: 'none', medium: null },
  network: { kind: 'network', name: 'ven-net' },
  bootOrder: ['disk', 'network'],
  disks: [],
  nics: [],
};
const OFF: NodeHardware = { present: null, next: SHUT, autostart: false };
const ON: NodeHardware = { ...OFF, present: SHUT };
const WITH_USB: Hardware = { ...SHUT, drive: 'usb', medium: 'stick' };
const USB: NodeHardware = { ...OFF, present: WITH_USB, next: WITH_USB };
const NODE = { name: 'one', note: '', labels: [] };

test.each<[string, NodeHardware, NodeEdit, string[]]>([
  ['nothing', ON, { vcpus: 2, name: 'one', labels: [] }, []],
  ['hot-plug up to the maximum', ON, { vcpus: 4 }, ['vCPUs 2 4 now']],
  ['beyond it', ON, { vcpus: 6 }, ['vCPUs 2 6 next-start', 'vCPUs at most 4 6 next-start']],
  ['fewer', ON, { vcpus: 1 }, ['vCPUs 2 1 next-start']],
  ['memory', ON, { memoryMiB: 4096 }, ['Memory 2048 MiB 4096 MiB next-start']],
  ['disk', ON, { diskGiB: 16 }, ['Disk 8 GiB 16 GiB now']],
  ['network', ON, { network: { kind: 'bridge', name: 'br0' } }, ['Network ven-net bridge br0 now']],
  ['a drive', ON, { medium: 'tools' }, ['Medium none tools next-start']],
  [
    'a medium in a drive',
    { ...ON, present: { ...SHUT, drive: 'cdrom' }, next: { ...SHUT, drive: 'cdrom' } },
    { medium: 'tools' },
    ['Medium none tools now'],
  ],
  ['a USB disk', USB, { medium: 'tools' }, ['Medium stick tools now']],
  ['a USB disk that is taken out', USB, { medium: null }, ['Medium stick none now']],
  ['off', OFF, { vcpus: 4, autostart: true }, ['Autostart off on now', 'vCPUs 2 4 next-start']],
])('%s', (_, hardware, edit, expected) => {
  const changes = changesOf(NODE, hardware, edit);
  expect(changes.map(({ title, from, to, effect }) => `${title} ${from} ${to} ${effect}`)).toEqual(expected);
});

test('a maximum that was no more than the number goes with it', () => {
  expect(vcpusAfter({ vcpus: 2, maxVcpus: 2 }, { vcpus: 1 })).toEqual({ vcpus: 1, maxVcpus: 1 });
  expect(vcpusAfter({ vcpus: 2, maxVcpus: 4 }, { vcpus: 1 })).toEqual({ vcpus: 1, maxVcpus: 4 });
  expect(vcpusAfter({ vcpus: 2, maxVcpus: 2 }, { maxVcpus: 8 })).toEqual({ vcpus: 2, maxVcpus: 8 });
});

test('what waits for a power-off', () => {
  expect(pendingOf({ ...ON, next: { ...SHUT, memoryMiB: 4096 } })).toMatchObject([
    { field: 'memoryMiB', from: '2048 MiB', to: '4096 MiB' },
  ]);
  expect(pendingOf(OFF)).toEqual([]);
});

test.each<[NodeEdit, string[]]>([
  [{ diskGiB: 4 }, ['diskGiB']],
  [{ vcpus: 8, maxVcpus: 4 }, ['vcpus']],
  [{ maxVcpus: 1 }, ['maxVcpus']],
  [{ bootOrder: ['medium', 'disk'] }, ['bootOrder']],
  [{ bootOrder: ['medium', 'disk'], medium: 'tools' }, []],
  [{ diskGiB: 16, vcpus: 1, medium: null }, []],
])('%j is refused for %j', (edit, fields) => {
  expect(refusalsOf('running', ON, edit).map(({ field }) => field)).toEqual(fields);
});

test('a USB medium is changed while the machine runs; without one, it is in no boot order', () => {
  const order: NodeEdit = { bootOrder: ['medium', 'disk'] };
  expect(refusalsOf('running', USB, { ...order, medium: 'tools' })).toEqual([]);
  expect(refusalsOf('running', USB, { ...order, medium: null })).toMatchObject([{ field: 'bootOrder' }]);
});

test('a saved machine continues as it was', () => {
  expect(refusalsOf('saved', OFF, { memoryMiB: 4096 })).toMatchObject([{ field: 'memoryMiB' }]);
  expect(refusalsOf('saved', OFF, { note: 'x' })).toEqual([]);
});
