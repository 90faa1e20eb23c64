import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { imageCopyRequest, imageRequest } from '../../../lib/contract/image.ts';
import type { Change } from '../../../lib/contract/live.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { createRequest } from '../../../lib/contract/node.ts';
import { OPERATOR } from '../../testing/core.ts';
import { MOMENT, ownDatabase, ownDirectory, storedNode } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Actor } from '../api.ts';

const VIEWER: Actor = { userId: 'v', name: 'viewer@localhost', role: 'viewer' };
const PART = 64 * 1024;

const SMALL = { vcpus: 1, memoryMiB: 1024, diskGiB: 1 };

/** A raw disk of three parts. */
const DISK = Buffer.alloc(3 * PART, 'x');
DISK.write('\x55\xaa', 510, 'latin1');
const SHA256 = createHash('sha256').update(DISK).digest('hex');

async function openConsole(directory = ownDirectory(), host = new MemoryHost()) {
  const database = await ownDatabase(directory);
  const core = await coreOver(host, database, directory);
  const { images } = core;
  const begin = (fields: object = {}) =>
    images.begin(imageRequest.parse({ name: 'disk', bytes: DISK.length, ...fields }), OPERATOR);
  const send = (id: string, offset: number, bytes = DISK.subarray(offset, offset + PART)) =>
    images.part(id, offset, bytes, OPERATOR);
  const upload = async (fields: object = {}) => {
    const { id } = await begin(fields);
    await send(id, 0);
    await send(id, PART);
    return send(id, 2 * PART);
  };
  return { core, images, host, stored: host.storage.images.stored, database, begin, send, upload };
}

test('an image exists when all of its bytes have arrived, and can be removed', async () => {
  const { images, stored, begin, send } = await openConsole();
  const { id } = await begin();
  expect(await send(id, 0)).toMatchObject({ received: PART, image: null });
  expect(await images.list()).toEqual([]);
  await send(id, PART);
  // As when an answer is lost.
  expect(await send(id, PART)).toMatchObject({ received: 2 * PART });
  const expected = {
    ...{ name: 'disk', host: 'local', kind: 'raw', bytes: DISK.length, diskBytes: DISK.length },
    ...{ sha256: SHA256, usedBy: [], createdBy: OPERATOR.name },
  };
  expect(await send(id, 2 * PART)).toMatchObject({ image: expected });
  expect(await images.list()).toMatchObject([expected]);
  expect(stored.get('disk')).toEqual(DISK);
  await images.remove('disk', OPERATOR);
  expect(await images.list()).toEqual([]);
  expect(stored.size).toBe(0);
  await expect(images.remove('disk', OPERATOR)).rejects.toMatchObject({ code: 'not-found' });
});

test('the expected checksum', async () => {
  const { stored, images, upload } = await openConsole();
  await upload({ sha256: SHA256.toUpperCase() });
  await expect(upload({ name: 'other', sha256: 'a'.repeat(64) })).rejects.toMatchObject({
    code: 'invalid',
    message: containing(SHA256),
  });
  expect([...stored.keys()]).toEqual(['disk']);
  expect(await images.list()).toHaveLength(1);
});

test('a file of another format leaves nothing', async () => {
  const { stored, begin, send } = await openConsole();
  const { id } = await begin();
  await expect(send(id, 0, Buffer.alloc(PART, '\x1f\x8b', 'latin1'))).rejects.toMatchObject({
    code: 'invalid',
    fix: containing('gunzip'),
  });
  expect(stored.size).toBe(0);
  await expect(send(id, 0)).rejects.toMatchObject({ code: 'not-found' });
  await begin();
});

test('parts that do not fit together', async () => {
  const { begin, send } = await openConsole();
  const { id } = await begin();
  await expect(send(id, PART)).rejects.toMatchObject({ code: 'conflict', fix: 'Continue at byte 0.' });
  await send(id, 0);
  await expect(send(id, 2 * PART)).rejects.toMatchObject({ code: 'conflict' });
  await send(id, PART);
  await expect(send(id, 2 * PART, Buffer.alloc(PART + 1))).rejects.toMatchObject({ code: 'invalid' });
});

test('a part beyond the announced size ends the upload, and leaves nothing', async () => {
  const { begin, send, stored, database } = await openConsole();
  const { id } = await begin();
  await send(id, 0);
  await expect(send(id, PART, Buffer.alloc(3 * PART))).rejects.toMatchObject({ code: 'invalid' });
  await expect(send(id, PART)).rejects.toMatchObject({ code: 'not-found' });
  expect(stored.size).toBe(0);
  expect(await database.images.list()).toEqual([]);
});

test('a cancelled upload leaves nothing, and one of the same name can begin', async () => {
  const { images, stored, begin, send, upload } = await openConsole();
  const { id } = await begin();
  await send(id, 0);
  await expect(begin()).rejects.toMatchObject({ code: 'conflict', message: containing('being uploaded') });
  await images.cancel(id, OPERATOR);
  expect(stored.size).toBe(0);
  await upload();
  await expect(begin()).rejects.toMatchObject({ code: 'conflict', message: containing('already') });
});

test('what does not fit is refused before the first byte, with what others will still take', async () => {
  const { host, begin } = await openConsole();
  host.storage.images.room = DISK.length + 10;
  await begin();
  await expect(begin({ name: 'other' })).rejects.toMatchObject({
    code: 'no-capacity',
    message: containing('10 B'),
  });
});

test('viewers only look', async () => {
  const { images } = await openConsole();
  const request = imageRequest.parse({ name: 'disk', bytes: 1 });
  await expect(Promise.resolve().then(() => images.begin(request, VIEWER))).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('an image that a node uses is not removed', async () => {
  const directory = ownDirectory();
  const before = await ownDatabase(directory);
  await storedNode(before, { name: 'one', bootSource: { kind: 'cloud-image', image: 'disk', seed: null } });
  await before.close();
  const { images, host, upload } = await openConsole(directory);
  await upload();
  expect((await images.get('disk')).usedBy).toEqual(['one']);
  host.domains.usersOfImage = () => Promise.resolve(['one', 'a domain of somebody else']);
  await expect(images.remove('disk', OPERATOR)).rejects.toMatchObject({
    code: 'conflict',
    message: 'The image "disk" is used by one, a domain of somebody else.',
  });
});

test('after a crash, half an image is removed, and an unknown one is listed', async () => {
  const directory = ownDirectory();
  const before = await ownDatabase(directory);
  const half = { name: 'half', host: 'local', kind: 'raw', bytes: 10, diskBytes: 10, sha256: null } as const;
  await before.images.add({ ...half, createdAt: MOMENT, createdBy: 'a@b', completedAt: null });
  await before.close();
  const host = new MemoryHost();
  host.storage.images.stored.set('half', Buffer.alloc(3)).set('found', DISK);
  const { images, database } = await openConsole(directory, host);
  host.connected();
  await eventually('the adoption', async () => (await images.list()).length > 0 || undefined);
  expect(await images.list()).toMatchObject([{ name: 'found', kind: 'raw', sha256: null }]);
  expect(await database.images.get('half')).toBeNull();
  expect([...host.storage.images.stored.keys()]).toEqual(['found']);
});

test('the end of the console ends its uploads', async () => {
  const { core, stored, begin, send } = await openConsole();
  const { id } = await begin();
  await send(id, 0);
  await core.close();
  expect(stored.size).toBe(0);
});

test('everybody is told of an upload, of its end, and of who uses the image', async () => {
  const { core, images, send, begin, database } = await openConsole();
  const changes: Change[] = [];
  core.onChange((change) => changes.push(change));
  const { id } = await begin();
  await send(id, 0);
  expect(images.uploads()).toMatchObject([{ id, name: 'disk', received: PART, startedBy: OPERATOR.name }]);
  await send(id, PART);
  await send(id, 2 * PART);
  expect(images.uploads()).toEqual([]);
  const told = changes.flatMap((change) => (change.kind === 'image-upload' ? [change.object] : []));
  expect(told.map(({ received }) => received)).toEqual([0, PART, DISK.length]);
  expect(told.at(-1)).toMatchObject({ failure: null, image: { name: 'disk', sha256: SHA256 } });
  expect(changes.at(-1)).toMatchObject({ kind: 'image', object: { name: 'disk', usedBy: [] } });

  const bootSource = { kind: 'cloud-image', image: 'disk' } as const;
  const request = createRequest.parse({ name: 'one', bootSource, start: false, ...SMALL });
  await core.nodes.create(request, OPERATOR);
  const users = () => changes.flatMap((each) => (each.kind === 'image' ? [each.object.usedBy] : [])).at(-1);
  await expect.poll(users).toEqual(['one']);
  await expect.poll(async () => (await core.nodes.get('one')).operation).toBeNull();
  await core.nodes.remove('one', { orchestrator: false }, OPERATOR);
  await expect.poll(users).toEqual([]);
  await images.remove('disk', OPERATOR);
  expect(changes.at(-1)).toEqual({ kind: 'image-removed', object: { name: 'disk' } });
  expect(await database.images.list()).toEqual([]);
});

test('everybody is told why an upload has failed', async () => {
  const { core, images, begin, send } = await openConsole();
  const ends: Change[] = [];
  core.onChange((change) => {
    if (change.kind === 'image-upload' && change.object.failure !== null) ends.push(change);
  });
  const { id } = await begin({ sha256: 'a'.repeat(64) });
  await send(id, 0);
  await send(id, PART);
  await expect(send(id, 2 * PART)).rejects.toMatchObject({ code: 'invalid' });
  const { id: other } = await begin({ name: 'other' });
  await images.cancel(other, OPERATOR);
  expect(ends.map(({ object }) => object)).toMatchObject([
    { id, image: null, failure: { message: containing(SHA256), fix: containing('download it again') } },
    { id: other, failure: { message: 'The upload was cancelled.' } },
  ]);
  expect(images.uploads()).toEqual([]);
});

test('an image that a create is about to use cannot be removed at the same moment', async () => {
  const { core, images, host, upload, stored } = await openConsole();
  await upload();
  const removals: Promise<unknown>[] = [];
  // The create has found the image, and has recorded nothing yet.
  host.afterListing = () => {
    host.afterListing = () => Promise.resolve();
    removals.push(images.remove('disk', OPERATOR).catch((error: unknown) => error));
    return Promise.resolve();
  };
  const bootSource = { kind: 'medium', image: 'disk', attachment: 'usb' };
  await core.nodes.create(createRequest.parse({ name: 'edge', bootSource, start: false }), OPERATOR);
  expect(await Promise.all(removals)).toMatchObject([{ code: 'conflict', message: containing('edge') }]);
  expect(stored.has('disk')).toBe(true);
});

const ADMIN: Actor = { ...OPERATOR, role: 'admin' };

test('an image is copied from a volume of somebody else, which stays; who may not read it does not get it', async () => {
  const { images, host, stored } = await openConsole();
  host.theirs.set('disk.img', DISK);
  const request = imageCopyRequest.parse({ name: 'copy', pool: 'theirs', volume: 'disk.img' });
  await expect(images.copy(request, OPERATOR)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await images.volumes('local', 'theirs', ADMIN)).toEqual([{ name: 'disk.img', bytes: DISK.length }]);
  expect(await images.copy(request, ADMIN)).toMatchObject({ name: 'copy', bytes: DISK.length, image: null });
  const image = await eventually('the copy', () => images.get('copy').catch(() => undefined));
  expect(image).toMatchObject({ kind: 'raw', sha256: SHA256, createdBy: ADMIN.name });
  expect(images.uploads()).toEqual([]);
  expect(stored.get('copy')).toEqual(DISK);
  expect(host.theirs.get('disk.img')).toEqual(DISK);
});

test('a copy that cannot be read to its end leaves nothing', async () => {
  const { images, host, stored } = await openConsole();
  host.theirs.set('disk.img', DISK);
  host.theirs.set('text', Buffer.alloc(PART, 'text'));
  const copy = (volume: string) =>
    images.copy(imageCopyRequest.parse({ name: 'copy', pool: 'theirs', volume }), ADMIN);
  await expect(copy('nothing')).rejects.toMatchObject({ code: 'not-found', errors: [{ field: 'volume' }] });
  const ended = () => eventually('the end', () => images.uploads().length === 0 || undefined);
  await copy('text');
  await ended();
  host.beforeRead = () => Promise.reject(new ConsoleError('host-unreachable', 'gone'));
  await copy('disk.img');
  await ended();
  expect(await images.list()).toEqual([]);
  expect(stored.size).toBe(0);
});
