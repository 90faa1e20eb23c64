import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LibvirtStream, StorageVol } from '../../src/index.ts';
import { Connection, LibvirtError } from '../../src/index.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import type { OwnVolume } from '../support/own-volume.ts';
import { ownVolume, sha256 } from '../support/own-volume.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { openDescriptors } from '../support/processes.ts';
import { until } from '../support/until.ts';

leaveNothingBehind();

/** More than all buffers on the way hold, so that an unread stream is stuck at the daemon. */
const size = 4 * 1024 * 1024;
const uri = 'qemu:///session';

let daemon: PrivateDaemon;
let keeper: Connection;
let made: OwnVolume;
beforeAll(async () => {
  daemon = await PrivateDaemon.start();
  keeper = await Connection.open(daemon.uri(uri));
  made = await ownVolume(daemon, keeper, size);
});
afterAll(async () => {
  await keeper.close();
  await daemon[Symbol.asyncDispose]();
});

/** The ways a stream can end; each resolves when it has ended here. */
const endings: readonly ((stream: LibvirtStream) => Promise<unknown>)[] = [
  async function readToItsEnd(stream) {
    expect(await sha256(stream)).toBe(made.sha256);
  },
  async function destroyedHalfRead(stream) {
    let received = 0;
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) throw new Error('a stream of bytes delivers Buffers');
      received += chunk.length;
      // Leaving the loop destroys the stream.
      if (received > size / 2) break;
    }
    expect(stream.destroyed).toBe(true);
  },
  async function destroyedUnread(stream) {
    const closed = once(stream, 'close');
    stream.destroy();
    await closed;
  },
  async function destroyedWithAnError(stream) {
    const failed = new Promise((resolve) => stream.once('error', resolve));
    const reason = new Error('enough');
    stream.destroy(reason);
    expect(await failed).toBe(reason);
  },
];

async function endingsOf(volume: StorageVol, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const stream = await volume.download();
      await endings[at % endings.length]?.(stream);
    }),
  );
}

test('500 streams that are read, left half-way or never read leave nothing behind', async () => {
  const volume = await made.at(keeper);
  // Whatever a first stream makes that stays is there.
  await endingsOf(volume, endings.length);
  await until('only the keeper is left', async () => (await daemon.clients()) === 1);
  const before = openDescriptors().length;
  for (let batch = 0; batch < 10; batch++) await endingsOf(volume, 50);
  await until('only the keeper is left', async () => (await daemon.clients()) === 1);
  await until('all descriptors are closed', () => openDescriptors().length <= before);
  expect(await keeper.getURI()).toBe(uri);
});

test('unread streams stall neither the calls nor the other streams', async () => {
  const connection = await Connection.open(daemon.uri(uri));
  const volume = await made.at(connection);
  const unread = await Promise.all(Array.from({ length: 20 }, () => volume.download()));
  await Promise.all(Array.from({ length: 100 }, () => connection.getHostname({ timeout: 5000 })));
  expect(await sha256(await volume.download())).toBe(made.sha256);
  for (const stream of unread) {
    expect(stream.destroyed).toBe(false);
    // Its own limit and one chunk over it, not the volume.
    expect(stream.readableLength).toBeLessThan(size / 2);
  }
  for (const stream of unread) expect(await sha256(stream)).toBe(made.sha256);
  await connection.close();
});

test('closing the connection ends unread streams', async () => {
  const before = openDescriptors().length;
  const connection = await Connection.open(daemon.uri(uri));
  const volume = await made.at(connection);
  const streams = await Promise.all(Array.from({ length: 20 }, () => volume.download()));
  const reasons = streams.map((stream) => new Promise((resolve) => stream.once('error', resolve)));
  await connection.close();
  for (const reason of await Promise.all(reasons)) {
    expect(reason).toBeInstanceOf(LibvirtError);
    expect(reason).toMatchObject({ kind: 'closed', call: 'STORAGE_VOL_DOWNLOAD' });
  }
  await until('only the keeper is left', async () => (await daemon.clients()) === 1);
  await until('all descriptors are closed', () => openDescriptors().length <= before);
});

test('openings that the daemon refuses or that are aborted leave nothing behind', async () => {
  const volume = await made.at(keeper);
  const pool = await keeper.storagePoolLookupByName(made.pool);
  const gone = await pool.storageVolCreateXML('<volume><name>gone</name><capacity>4096</capacity></volume>');
  await gone.delete();
  const before = openDescriptors().length;
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, at) => {
      const stop = new AbortController();
      const opening = (at % 2 === 0 ? gone : volume).download({ signal: stop.signal });
      if (at % 2 === 1) stop.abort();
      return opening.then(
        () => 'open',
        (error: unknown) => (error instanceof LibvirtError ? error.kind : error),
      );
    }),
  );
  expect(new Set(outcomes)).toEqual(new Set(['libvirt', 'aborted']));
  await until('only the keeper is left', async () => (await daemon.clients()) === 1);
  await until('all descriptors are closed', () => openDescriptors().length <= before);
});

test('openings that are aborted at any moment leave nothing behind', async () => {
  const volume = await made.at(keeper);
  const before = openDescriptors().length;
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, async (_, at) => {
      const stop = new AbortController();
      const opening = volume.download({ signal: stop.signal });
      setTimeout(() => stop.abort(), at / 4);
      try {
        (await opening).destroy();
        return 'opened';
      } catch (error) {
        return error instanceof LibvirtError ? error.kind : error;
      }
    }),
  );
  for (const outcome of outcomes) expect(['opened', 'aborted']).toContain(outcome);
  await until('only the keeper is left', async () => (await daemon.clients()) === 1);
  await until('all descriptors are closed', () => openDescriptors().length <= before);
});

test('closing the connection ends streams that are just being opened', async () => {
  const before = openDescriptors().length;
  for (let round = 0; round < 20; round++) {
    const connection = await Connection.open(daemon.uri(uri));
    const volume = await made.at(connection);
    const openings = Array.from({ length: 5 }, () => volume.download());
    const outcomes = openings.map(async (opening) => {
      try {
        const stream = await opening;
        return await new Promise((resolve) => stream.once('error', resolve));
      } catch (error) {
        return error;
      }
    });
    // Each round closes at another step of the opening.
    if (round % 2 === 1) await connection.getHostname();
    await connection.close();
    for (const outcome of await Promise.all(outcomes)) {
      expect(outcome).toMatchObject({ kind: 'closed', call: 'STORAGE_VOL_DOWNLOAD' });
    }
  }
  await until('only the keeper is left', async () => (await daemon.clients()) === 1);
  await until('all descriptors are closed', () => openDescriptors().length <= before);
});

test('an upload that is given up half-way is aborted at the daemon', async () => {
  const pool = await keeper.storagePoolLookupByName(made.pool);
  const copy = await pool.storageVolCreateXML(
    '<volume><name>copy</name><capacity unit="MiB">4</capacity></volume>',
  );
  for (let round = 0; round < 20; round++) {
    const stream = await copy.upload();
    const closed = once(stream, 'close');
    stream.write(Buffer.alloc(1024 * 1024));
    stream.destroy();
    await closed;
  }
  await until('only the keeper is left', async () => (await daemon.clients()) === 1);
  await copy.delete();
});
