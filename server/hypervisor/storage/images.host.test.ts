import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskVolume } from '../names.ts';
import { TestInstallation } from '../testing/test-installation.ts';

const run = promisify(execFile);
const BYTES = 5 * 1024 ** 2 + 512;

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('images');
  await own.host.networks.ensure(await own.networkModel());
});
afterAll(() => own.close());

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('bytes become a volume, a disk is based on it, and only the domain’s own volumes go with the domain', async () => {
  const { host } = own;
  const { images } = host.storage;
  const bytes = randomBytes(BYTES);
  expect(await images.free()).toBeGreaterThan(BYTES);
  const writer = await images.create('base', BYTES);
  await writer.write(bytes.subarray(0, 1024 ** 2));
  await writer.write(bytes.subarray(1024 ** 2));
  await writer.end();
  await writer.abort();
  expect(await images.list()).toEqual([{ name: 'base', bytes: BYTES }]);
  expect(sha256(await images.head('base', BYTES))).toBe(sha256(bytes));

  const path = await host.storage.volumePath('_image-base');
  const [one, other] = [own.newNode(), own.newNode()];
  for (const { name } of [one, other])
    await host.storage.ensureDisk(diskVolume(name), 1, { path, format: 'raw' });
  const { stdout } = await run('qemu-img', ['info', await host.storage.volumePath(diskVolume(one.name))]);
  expect(stdout).toContain('virtual size: 1 GiB');
  expect(stdout).toContain(`backing file: ${path}`);
  expect(stdout).toContain('backing file format: raw');

  await own.ensureNode(one);
  await own.ensureNode(other);
  expect([...(await host.domains.usersOfImage('base'))].sort()).toEqual([one.name, other.name].sort());
  const { volumes, shared } = await host.domains.resources(one.uuid);
  expect(volumes).toContain(diskVolume(one.name));
  expect(volumes.filter((name) => !name.startsWith(`${one.name}.`))).toEqual([]);
  expect(shared).toEqual([]);
  await own.removeNode(one);
  await own.removeNode(other);
  expect(await images.list()).toHaveLength(1);
  await images.remove('base');
  expect(await host.storage.removePoolIfEmpty()).toBe(true);
});

test('an upload that is given up leaves nothing', async () => {
  const { host } = own;
  const writer = await host.storage.images.create('broken', BYTES);
  await writer.write(randomBytes(70_000));
  await writer.abort();
  expect(await host.storage.images.list()).toEqual([]);
  expect(await host.storage.removePoolIfEmpty()).toBe(true);
});
