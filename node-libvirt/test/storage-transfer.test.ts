import { randomBytes, randomUUID } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { finished, pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoragePool } from '../src/index.ts';
import { Connection, ErrorCode, StreamHole } from '../src/index.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { sha256, sha256OfFile } from './support/sha256.ts';
import { directoryPool, volume } from './support/storage-xml.ts';
import { virsh } from './support/virsh.ts';

leaveNothingBehind();

const KiB = 1024;
const MiB = 1024 * KiB;

let qemu: Connection;
let path: string;
let pool: StoragePool;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  path = await ownDirectory('transfers');
  const about = { name: ownName('transfers'), uuid: randomUUID(), path };
  pool = await qemu.storagePoolCreateXML(directoryPool(about));
});
afterAll(() => qemu.close());

const file = (name: string) => join(path, name);
const make = (name: string, capacity: number) => pool.storageVolCreateXML(volume(name, capacity));

describe('a whole volume', () => {
  test('of 64 MiB goes up and down unchanged', async () => {
    const pieces = Array.from({ length: 64 }, () => randomBytes(MiB));
    const sent = await sha256(pieces);
    const vol = await make('large', 64 * MiB);

    await pipeline(Readable.from(pieces), await vol.upload());
    // The upload has ended, so the daemon has written everything.
    expect(await sha256OfFile(file('large'))).toBe(sent);
    expect(await sha256(await vol.download())).toBe(sent);

    await virsh('vol-download', 'large', file('large.by-virsh'), '--pool', pool.name);
    expect(await sha256OfFile(file('large.by-virsh'))).toBe(sent);
    await vol.delete();
  });

  test('goes up in pieces of every size', async () => {
    const content = randomBytes(700 * KiB);
    const vol = await make('pieces', content.length);
    const upload = await vol.upload();
    let at = 0;
    for (const size of [1, 2, 3, 4095, 4096, 4097, 262_119, 262_120, 262_121]) {
      upload.write(content.subarray(at, at + size));
      at += size;
    }
    upload.write(Buffer.alloc(0));
    upload.end(content.subarray(at));
    await finished(upload);
    expect(content.equals(await readFile(file('pieces')))).toBe(true);
    await vol.delete();
  });
});

describe('a part of a volume', () => {
  test('goes up and down', async () => {
    const content = randomBytes(64 * KiB);
    const vol = await make('parts', MiB);
    const range = { offset: BigInt(300 * KiB), length: BigInt(content.length) };
    await pipeline(Readable.from([content]), await vol.upload(range));
    const written = await readFile(file('parts'));
    expect(written.length).toBe(MiB);
    expect(written.subarray(300 * KiB, 364 * KiB).equals(content)).toBe(true);
    expect(written.subarray(0, 300 * KiB).every((byte) => byte === 0)).toBe(true);

    expect(content.equals(await buffer(await vol.download(range)))).toBe(true);
    const tail = await buffer(await vol.download({ offset: BigInt(MiB - 10) }));
    expect(tail.length).toBe(10);
    await vol.delete();
  });

  test('beyond the volume’s end is empty', async () => {
    const vol = await make('short', 64 * KiB);
    const beyond = await buffer(await vol.download({ offset: BigInt(MiB) }));
    expect(beyond.length).toBe(0);
    await vol.delete();
  });

  test('that is fed more than was announced is an error', async () => {
    const vol = await make('overfed', 64 * KiB);
    const upload = await vol.upload({ length: BigInt(64 * KiB) });
    const error = await failure(pipeline(Readable.from([randomBytes(MiB)]), upload));
    expect(error).toMatchObject({ kind: 'libvirt', call: 'STORAGE_VOL_UPLOAD' });
    expect((await stat(file('overfed'))).size).toBe(64 * KiB);
    await vol.delete();
  });
});

describe('an abandoned transfer', () => {
  test('leaves the volume usable', async () => {
    const vol = await make('abandoned', 8 * MiB);
    const upload = await vol.upload();
    upload.write(randomBytes(MiB));
    upload.destroy();
    const download = await vol.download();
    await new Promise((resolve) => download.once('data', resolve));
    download.destroy();
    expect((await buffer(await vol.download())).length).toBe(8 * MiB);
    await expect(vol.getInfo()).resolves.toMatchObject({ capacity: BigInt(8 * MiB) });
    await vol.delete();
  });

  test('ends with the connection', async () => {
    const vol = await make('cut', 8 * MiB);
    const other = await Connection.open('qemu:///system');
    const download = await (await other.storageVolLookupByPath(file('cut'))).download();
    const reading = failure(buffer(download));
    await other.close();
    expect(await reading).toMatchObject({ kind: 'closed', call: 'STORAGE_VOL_DOWNLOAD' });
    await vol.delete();
  });
});

describe('a mostly empty volume', () => {
  const size = 64 * MiB;
  const parts = [
    { at: 0, bytes: randomBytes(MiB) },
    { at: 32 * MiB, bytes: randomBytes(300 * KiB) },
  ];

  async function mostlyEmpty(name: string) {
    const vol = await make(name, size);
    const handle = await open(file(name), 'r+');
    for (const { at, bytes } of parts) await handle.write(bytes, 0, bytes.length, at);
    await handle.close();
    return vol;
  }

  test('comes down as data and holes', async () => {
    const vol = await mostlyEmpty('holes');
    let data = 0;
    let holes = 0n;
    const items: AsyncIterable<unknown> = await vol.download({ sparse: true });
    for await (const item of items) {
      if (item instanceof StreamHole) holes += item.length;
      else if (Buffer.isBuffer(item)) data += item.length;
      else throw new Error(`neither a hole nor data: ${String(item)}`);
    }
    expect(data + Number(holes)).toBe(size);
    expect(data).toBeLessThan(2 * MiB);
    expect(holes).toBeGreaterThan(BigInt(60 * MiB));
    await vol.delete();
  });

  test('is copied by a pipe and stays mostly empty', async () => {
    const vol = await mostlyEmpty('original');
    const copy = await make('copy', size);
    await pipeline(await vol.download({ sparse: true }), await copy.upload({ sparse: true }));
    expect(await sha256OfFile(file('copy'))).toBe(await sha256OfFile(file('original')));
    const { size: copied, blocks } = await stat(file('copy'));
    expect(copied).toBe(size);
    expect(blocks * 512).toBeLessThan(4 * MiB);
    expect((await copy.getInfo()).allocation).toBeLessThan(BigInt(4 * MiB));
    await vol.delete();
    await copy.delete();
  });

  test('is written with holes of one’s own', async () => {
    const vol = await make('written', size);
    const upload = await vol.upload({ sparse: true });
    upload.write(new StreamHole(BigInt(16 * MiB)));
    upload.write(Buffer.from('in the middle'));
    upload.end(new StreamHole(BigInt(size - 16 * MiB - 'in the middle'.length)));
    await finished(upload);
    const written = await readFile(file('written'));
    expect(written.length).toBe(size);
    expect(written.subarray(16 * MiB, 16 * MiB + 13).toString()).toBe('in the middle');
    expect((await stat(file('written'))).blocks * 512).toBeLessThan(MiB);
    await vol.delete();
  });

  test('comes down as zeros in a plain stream', async () => {
    const vol = await mostlyEmpty('plain');
    expect(await sha256(await vol.download())).toBe(await sha256OfFile(file('plain')));
    await vol.delete();
  });
});

test('a stream opened for reading is not writable, and one for writing not readable', async () => {
  const vol = await make('directions', MiB);
  const download = await vol.download();
  const upload = await vol.upload();
  expect([download.readable, download.writable, upload.readable, upload.writable]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  download.destroy();
  upload.destroy();
  await vol.delete();
});

test('a refused transfer leaves no stream behind', async () => {
  const vol = await make('refused', MiB);
  const signal = AbortSignal.abort();
  expect(await failure(vol.upload({ signal }))).toMatchObject({
    kind: 'aborted',
    code: ErrorCode.OPERATION_ABORTED,
  });
  await vol.delete();
});
