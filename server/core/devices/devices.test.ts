import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { diskAttachRequest, nicAttachRequest } from '../../../lib/contract/node-device.ts';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { OPERATOR } from '../../testing/core.ts';
import { operationRow, ownDatabase } from '../../testing/database.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';

async function withNode(host = new MemoryHost()) {
  const database = await ownDatabase();
  const core = await coreOver(host, database);
  const wish = createRequest.parse({ name: 'one', start: false });
  await outcomeOf(core, (await core.nodes.create(wish, OPERATOR)).operations[0]?.id ?? '');
  const ended = async (begun: Promise<{ id: string }>) => outcomeOf(core, (await begun).id);
  const attach = (input: object) =>
    ended(core.devices.attachDisk('one', diskAttachRequest.parse(input), OPERATOR));
  const detach = (target: string, volume: 'keep' | 'remove') =>
    ended(core.devices.detachDisk('one', target, { volume, at: 'now' }, OPERATOR));
  const added = () => [...host.volumes].filter((name) => name.includes('.+'));
  const remove = () => ended(core.nodes.remove('one', deleteRequest.parse({}), OPERATOR));
  return { host, database, core, ended, attach, detach, added, remove };
}

test('a node is given disks, loses one with its volume, keeps that of another, and takes both with it', async () => {
  const { core, attach, detach, added, remove } = await withNode();
  expect(await attach({ sizeGiB: 2 })).toMatchObject({ kind: 'attach-disk', state: 'succeeded' });
  await attach({ sizeGiB: 3 });
  expect(added()).toHaveLength(2);
  const { next } = await core.nodes.hardware('one');
  expect(next.disks).toMatchObject([{ role: 'first' }, { target: 'vdb', owned: true }, { target: 'vdc' }]);
  expect(await detach('vdb', 'remove')).toMatchObject({ kind: 'detach-disk', state: 'succeeded' });
  expect(added()).toEqual([next.disks[2]?.volume]);
  await detach('vdc', 'keep');
  expect(added()).toHaveLength(1);
  const { items } = await core.nodes.removal('one');
  expect(items).toContainEqual({ kind: 'volume', name: next.disks[2]?.volume });
  expect(await remove()).toMatchObject({ state: 'succeeded' });
  expect(added()).toEqual([]);
});

test('a volume that could not be attached is removed again', async () => {
  const { host, attach, added } = await withNode();
  host.devices.beforeAttach = () => Promise.reject(new ConsoleError('host-refused', 'it is on fire'));
  expect(await attach({ sizeGiB: 1 })).toMatchObject({
    state: 'failed',
    error: { message: 'it is on fire' },
  });
  expect(added()).toEqual([]);
});

test('killed between making a volume and attaching it, the next process finishes that', async () => {
  const { host, database, core, added } = await withNode();
  const { id, uuid } = await core.nodes.get('one');
  await core.close();
  await host.storage.ensureDisk('one.+0a0b0c0d.qcow2');
  const request = { id: '0a0b0c0d', bus: 'virtio', pool: null, sizeGiB: 1, volume: null };
  const recordedAt = new Date(Date.now() + 1000).toISOString();
  const row = operationRow(id, { kind: 'attach-disk', request, recordedAt });
  await database.operations.record(row);
  const again = await coreOver(host, database);
  expect(await outcomeOf(again, row.id)).toMatchObject({ state: 'succeeded' });
  expect(added()).toEqual(['one.+0a0b0c0d.qcow2']);
  expect(host.hardware.get(uuid)?.disks).toMatchObject([{}, { volume: 'one.+0a0b0c0d.qcow2' }]);
});

test('a guest that keeps a disk keeps everything, and two people do not change it at once', async () => {
  const { host, core, attach, detach, added } = await withNode();
  await attach({ sizeGiB: 1 });
  host.devices.beforeDetach = () => Promise.reject(new ConsoleError('timed-out', 'it did not answer'));
  expect(await detach('vdb', 'remove')).toMatchObject({ state: 'failed', error: { code: 'timed-out' } });
  expect(added()).toHaveLength(1);
  expect((await core.nodes.hardware('one')).next.disks).toHaveLength(2);

  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  host.devices.beforeAttach = () => held;
  const request = diskAttachRequest.parse({ sizeGiB: 1 });
  const { id } = await core.devices.attachDisk('one', request, OPERATOR);
  await expect(core.devices.attachDisk('one', request, OPERATOR)).rejects.toMatchObject({
    code: 'conflict',
    message: containing('is busy'),
  });
  release();
  expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
});

test('refusals name the field and what to do instead', async () => {
  const { core, attach, detach } = await withNode();
  await expect(attach({ sizeGiB: 1 }).then(() => detach('vda', 'keep'))).rejects.toMatchObject({
    code: 'conflict',
    message: containing('was made with'),
  });
  await expect(detach('vdx', 'keep')).rejects.toMatchObject({ code: 'not-found' });
  await expect(attach({ volume: 'data.qcow2', pool: 'nothing' })).rejects.toMatchObject({
    errors: [{ field: 'pool' }],
  });
  const card = nicAttachRequest.parse({ mac: (await core.nodes.get('one')).mac });
  await expect(core.devices.attachNic('one', card, OPERATOR)).rejects.toMatchObject({
    errors: [{ field: 'mac' }],
  });
  await expect(core.devices.attachNic('one', nicAttachRequest.parse({}), VIEWER)).rejects.toMatchObject({
    code: 'forbidden',
  });
});

const VIEWER = { ...OPERATOR, role: 'viewer' } as const;

test('network cards come and go, and a node that is provisioned again has what it was given', async () => {
  const { host, core, ended, attach, added } = await withNode();
  const wish = nicAttachRequest.parse({ mac: '52:54:00:00:00:77', model: 'e1000e' });
  expect(await ended(core.devices.attachNic('one', wish, OPERATOR))).toMatchObject({ state: 'succeeded' });
  await attach({ sizeGiB: 1 });
  const { uuid } = await core.nodes.get('one');
  const before = host.hardware.get(uuid);
  const forget = host.domains.remove;
  host.domains.remove = async (which: string) => {
    host.hardware.delete(which);
    await forget(which);
  };
  // An attempt that ends after the machine was erased does not lose what it had.
  const ensure = host.domains.ensure;
  host.domains.ensure = () => Promise.reject(new ConsoleError('host-refused', 'not now'));
  expect(await ended(core.nodes.reprovision('one', OPERATOR))).toMatchObject({ state: 'failed' });
  host.domains.ensure = ensure;
  expect(await ended(core.nodes.reprovision('one', OPERATOR))).toMatchObject({ state: 'succeeded' });
  const { next } = await core.nodes.hardware('one');
  expect(next.nics).toMatchObject([{ role: 'first' }, { mac: '52:54:00:00:00:77', model: 'e1000e' }]);
  expect(next.disks.map(({ path }) => path)).toEqual(before?.disks.map(({ path }) => path));
  expect(added()).toHaveLength(1);
  const gone = core.devices.detachNic('one', '52:54:00:00:00:77', 'next-start', OPERATOR);
  expect(await ended(gone)).toMatchObject({ kind: 'detach-nic', state: 'succeeded' });
  expect((await core.nodes.hardware('one')).next.nics).toHaveLength(1);
});
