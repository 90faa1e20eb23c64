import { randomBytes, randomUUID } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StoragePool } from '../src/index.ts';
import {
  Connection,
  ErrorCode,
  ErrorDomain,
  StorageVolInfoFlags,
  StorageVolResizeFlags,
  StorageVolType,
  StorageVolWipeAlgorithm,
} from '../src/index.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { directoryPool, volume } from './support/storage-xml.ts';
import { field, fields, lines, quantity, virsh, virshLine, virshXML } from './support/virsh.ts';

leaveNothingBehind();

const MiB = 1024 * 1024;

let qemu: Connection;
let path: string;
let pool: StoragePool;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  path = await ownDirectory('volumes');
  pool = await qemu.storagePoolCreateXML(
    directoryPool({ name: ownName('volumes'), uuid: randomUUID(), path }),
  );
});
afterAll(() => qemu.close());

const inPool = ['--pool'];
const printed = async (command: string, name: string, ...more: string[]) =>
  virshXML(command, name, ...inPool, pool.name, ...more);

test('a volume is listed and found by name, key and path', async () => {
  const vol = await pool.storageVolCreateXML(volume('found', MiB));
  const identity = { pool: pool.name, name: 'found', key: vol.key };
  expect(vol).toMatchObject(identity);
  await expect(pool.storageVolLookupByName('found')).resolves.toMatchObject(identity);
  await expect(qemu.storageVolLookupByKey(vol.key)).resolves.toMatchObject(identity);
  await expect(qemu.storageVolLookupByPath(join(path, 'found'))).resolves.toMatchObject(identity);
  await expect(vol.getPath()).resolves.toBe(join(path, 'found'));
  expect(await virshLine('vol-key', 'found', '--pool', pool.name)).toBe(vol.key);
  expect((await pool.listAllVolumes()).map(({ name }) => name)).toEqual(['found']);
  expect(lines(await virsh('vol-list', pool.name))).toHaveLength(1);
  await vol.delete();
  await expect(pool.listAllVolumes()).resolves.toEqual([]);
});

test('a volume has the sizes virsh vol-info prints and the XML vol-dumpxml prints', async () => {
  const vol = await pool.storageVolCreateXML(volume('sized', 3 * MiB, 'qcow2'));
  const shown = fields(await virsh('vol-info', 'sized', '--pool', pool.name, '--bytes'));
  await expect(vol.getInfo()).resolves.toEqual({
    type: StorageVolType.FILE,
    capacity: quantity(field(shown, 'Capacity'), 'bytes'),
    allocation: quantity(field(shown, 'Allocation'), 'bytes'),
  });
  const { size } = await stat(join(path, 'sized'));
  await expect(vol.getInfo(StorageVolInfoFlags.GET_PHYSICAL)).resolves.toMatchObject({
    allocation: BigInt(size),
  });
  expect(await vol.getXMLDesc()).toBe(await printed('vol-dumpxml', 'sized'));
  await vol.delete();
});

test('a volume is made from another one', async () => {
  const source = await pool.storageVolCreateXML(volume('source', MiB));
  const content = randomBytes(MiB);
  await writeFile(join(path, 'source'), content);
  const copy = await pool.storageVolCreateXMLFrom(volume('copy', MiB), source);
  expect(content.equals(await readFile(join(path, 'copy')))).toBe(true);
  await source.delete();
  await copy.delete();
});

test('a volume grows, and shrinks only when it is allowed to', async () => {
  const vol = await pool.storageVolCreateXML(volume('resized', MiB));
  await vol.resize(BigInt(4 * MiB));
  expect(await vol.getInfo()).toMatchObject({ capacity: BigInt(4 * MiB) });
  await vol.resize(BigInt(MiB), StorageVolResizeFlags.DELTA);
  expect((await stat(join(path, 'resized'))).size).toBe(5 * MiB);
  expect(await failure(vol.resize(BigInt(MiB)))).toMatchObject({
    code: ErrorCode.INVALID_ARG,
    call: 'STORAGE_VOL_RESIZE',
  });
  await vol.resize(BigInt(MiB), StorageVolResizeFlags.SHRINK);
  expect((await stat(join(path, 'resized'))).size).toBe(MiB);
  await vol.delete();
});

test('a volume is wiped', async () => {
  const vol = await pool.storageVolCreateXML(volume('wiped', MiB));
  for (const algorithm of [undefined, StorageVolWipeAlgorithm.ZERO]) {
    await writeFile(join(path, 'wiped'), randomBytes(MiB));
    // libvirt wipes what it believes to be allocated.
    await pool.refresh();
    await vol.wipe(algorithm);
    expect(Buffer.alloc(MiB).equals(await readFile(join(path, 'wiped')))).toBe(true);
  }
  expect(await failure(vol.wipe(99))).toMatchObject({
    code: ErrorCode.INVALID_ARG,
    call: 'STORAGE_VOL_WIPE_PATTERN',
  });
  await vol.delete();
});

test('a deleted volume is reported as missing', async () => {
  const vol = await pool.storageVolCreateXML(volume('gone', MiB));
  await vol.delete();
  expect(await failure(vol.getInfo())).toMatchObject({
    kind: 'libvirt',
    code: ErrorCode.NO_STORAGE_VOL,
    domain: ErrorDomain.STORAGE,
    call: 'STORAGE_VOL_GET_INFO',
  });
  expect(await failure(vol.download())).toMatchObject({
    code: ErrorCode.NO_STORAGE_VOL,
    call: 'STORAGE_VOL_DOWNLOAD',
  });
  expect(await failure(qemu.storageVolLookupByPath(join(path, 'gone')))).toMatchObject({
    code: ErrorCode.NO_STORAGE_VOL,
  });
});
