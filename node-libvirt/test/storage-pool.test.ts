import { randomUUID } from 'node:crypto';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoragePool } from '../src/index.ts';
import {
  Connection,
  ErrorCode,
  ErrorDomain,
  ListAllStoragePoolsFlags,
  StoragePoolCreateFlags,
  StoragePoolState,
  StorageXMLFlags,
} from '../src/index.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { directoryPool, volume } from './support/storage-xml.ts';
import { field, fields, lines, quantity, virsh, virshXML } from './support/virsh.ts';

leaveNothingBehind();

let qemu: Connection;
let parent: string;
let path: string;
let pool: StoragePool;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  parent = await ownDirectory('pools');
  path = join(parent, 'pool');
  pool = await qemu.storagePoolDefineXML(directoryPool({ name: ownName('pool'), uuid: randomUUID(), path }));
});
afterAll(() => qemu.close());

const names = async (flags: number) => (await qemu.listAllStoragePools(flags)).map(({ name }) => name);
const info = async () => fields(await virsh('pool-info', '--bytes', pool.name));

test('a pool is found by name and UUID once it is defined', async () => {
  const identity = { name: pool.name, uuid: pool.uuid };
  await expect(qemu.storagePoolLookupByName(pool.name)).resolves.toMatchObject(identity);
  await expect(qemu.storagePoolLookupByUUID(pool.uuid)).resolves.toMatchObject(identity);
  expect(await names(ListAllStoragePoolsFlags.INACTIVE | ListAllStoragePoolsFlags.DIR)).toContain(pool.name);
  await expect(pool.isPersistent()).resolves.toBe(true);
  await expect(pool.isActive()).resolves.toBe(false);
  await expect(pool.getInfo()).resolves.toMatchObject({ state: StoragePoolState.INACTIVE });
});

test('a pool’s directory is made by build, and it starts', async () => {
  await expect(access(path)).rejects.toThrow('ENOENT');
  await pool.build();
  await access(path);
  await pool.create();
  await expect(pool.isActive()).resolves.toBe(true);
  expect(await names(ListAllStoragePoolsFlags.ACTIVE)).toContain(pool.name);
  await expect(qemu.storagePoolLookupByTargetPath(path)).resolves.toMatchObject({ name: pool.name });
});

test('a pool has the sizes virsh pool-info prints', async () => {
  const printed = await info();
  const { state, capacity, allocation, available } = await pool.getInfo();
  expect(state).toBe(StoragePoolState.RUNNING);
  expect(field(printed, 'State')).toBe('running');
  expect(capacity).toBe(quantity(field(printed, 'Capacity'), ''));
  // The pool is on a disk in use: what is free there changes.
  expect(allocation + available).toBe(capacity);
  expect(available).toBeGreaterThan(0n);
});

test('a pool is the XML virsh pool-dumpxml prints', async () => {
  const drifting = /<(allocation|available) unit='bytes'>\d+</g;
  const stable = (xml: string) => xml.replaceAll(drifting, '<$1>');
  expect(stable(await pool.getXMLDesc())).toBe(stable(await virshXML('pool-dumpxml', pool.name)));
  expect(await pool.getXMLDesc(StorageXMLFlags.INACTIVE)).toBe(
    await virshXML('pool-dumpxml', pool.name, '--inactive'),
  );
});

test('a pool starts with the host or not', async () => {
  await expect(pool.getAutostart()).resolves.toBe(false);
  await pool.setAutostart(true);
  await expect(pool.getAutostart()).resolves.toBe(true);
  expect(field(await info(), 'Autostart')).toBe('yes');
  await pool.setAutostart(false);
});

test('a pool sees a file made behind its back only after a refresh', async () => {
  await writeFile(join(path, 'stranger'), 'x');
  await expect(pool.listAllVolumes()).resolves.toEqual([]);
  await pool.refresh();
  expect((await pool.listAllVolumes()).map(({ name }) => name)).toEqual(['stranger']);
  expect(lines(await virsh('vol-list', pool.name))).toHaveLength(1);
  const found = await pool.storageVolLookupByName('stranger');
  await found.delete();
  await expect(access(join(path, 'stranger'))).rejects.toThrow('ENOENT');
});

test('a pool is found by a volume of it', async () => {
  const vol = await pool.storageVolCreateXML(volume('inside', 4096));
  await expect(qemu.storagePoolLookupByVolume(vol)).resolves.toMatchObject({ uuid: pool.uuid });
  await vol.delete();
});

test('a pool is stopped, deleted and undefined', async () => {
  await pool.destroy();
  await expect(pool.isActive()).resolves.toBe(false);
  await pool.delete();
  await expect(access(path)).rejects.toThrow('ENOENT');
  await pool.undefine();
  expect(await failure(qemu.storagePoolLookupByName(pool.name))).toMatchObject({
    kind: 'libvirt',
    code: ErrorCode.NO_STORAGE_POOL,
    domain: ErrorDomain.STORAGE,
    call: 'STORAGE_POOL_LOOKUP_BY_NAME',
  });
});

test('a pool that is only created is gone when it stops, and its directory stays', async () => {
  const other = join(parent, 'other');
  await mkdir(other);
  const xml = directoryPool({ name: ownName('transient'), uuid: randomUUID(), path: join(other, 'made') });
  const transient = await qemu.storagePoolCreateXML(xml, StoragePoolCreateFlags.WITH_BUILD);
  await expect(transient.isPersistent()).resolves.toBe(false);
  await transient.destroy();
  await access(join(other, 'made'));
  expect(await failure(transient.getInfo())).toMatchObject({ code: ErrorCode.NO_STORAGE_POOL });
});
