import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeVolumes, serialLogVolume } from '../index.ts';
import { CountingProxy } from '../testing/counting-proxy.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { virsh } from '../testing/virsh.ts';

let proxy: CountingProxy;
let own: TestInstallation;

beforeAll(async () => {
  proxy = await CountingProxy.start();
  own = await TestInstallation.open('log', proxy.uri);
  // Its probe for KVM takes calls and turns of its own.
  await own.host.acceleration();
});
afterAll(async () => {
  await own.close();
  await proxy[Symbol.asyncDispose]();
});

const KNOWN = 4096;
/** libvirt's numbers of these calls. */
const POOL_REFRESH = 83;
const VOL_DOWNLOAD = 209;

/** The result and cost of a read starting at `from`, for a caller that has everything before it. */
async function look(node: { readonly name: string; readonly uuid: string }, from: number, all: Buffer) {
  proxy.reset();
  const part = await own.host.consoles.readSerialLog(
    node,
    0,
    from,
    all.subarray(Math.max(0, from - KNOWN), from),
  );
  const { bytes } = proxy;
  const refreshes = proxy.count(POOL_REFRESH);
  const downloads = proxy.count(VOL_DOWNLOAD);
  return { part, bytes, cost: { refreshes, downloads } };
}

test('reading a growing log costs one download of the new bytes, whatever its name and beginning', async () => {
  const { host } = own;
  await host.networks.ensure(await own.networkModel());
  const node = own.newNode();
  await own.ensureNode(node);
  const log = serialLogVolume(node.name, 0);
  const all = randomBytes(3 << 20);
  await host.storage.ensureFile(log, all.subarray(0, 1 << 20));
  const end = 1 << 20;

  const first = await look(node, end - 100, all);
  expect(first.part).toEqual({ offset: end - 100, bytes: all.subarray(end - 100, end), exact: true });
  expect(first.cost).toEqual({ refreshes: 0, downloads: 1 });
  expect(first.bytes).toBeLessThan(64 * 1024);

  // Output already, but not yet written by virtlogd.
  const ahead = await look(node, end + 50, all);
  expect(ahead.part).toEqual({ offset: end, bytes: Buffer.alloc(0), exact: true });
  expect(ahead.cost).toEqual({ refreshes: 0, downloads: 1 });

  await virsh('domrename', node.name, `${node.name}-other`);
  const renamed = await look({ ...node, name: `${node.name}-other` }, end - 100, all);
  expect(renamed.part.bytes).toEqual(all.subarray(end - 100, end));
  await virsh('domrename', `${node.name}-other`, node.name);

  // Rotated: the start of the newest file has to be determined once.
  await host.storage.removeVolumes([log]);
  await host.storage.ensureFile(`${log}.0`, all.subarray(0, end));
  await host.storage.ensureFile(log, all.subarray(end, 2 * end));
  const found = await look(node, 2 * end - 10, all);
  expect(found.part).toEqual({
    offset: 2 * end - 10,
    bytes: all.subarray(2 * end - 10, 2 * end),
    exact: true,
  });
  expect(found.cost.refreshes).toBe(1);
  const known = await look(node, 2 * end - 10, all);
  expect(known.part).toEqual(found.part);
  expect(known.cost).toEqual({ refreshes: 0, downloads: 1 });
  expect(known.bytes).toBeLessThan(64 * 1024);
  await own.removeNode(node);
});

test('repetitive output is not mistaken for the position in the newest file', async () => {
  const { host } = own;
  const node = own.newNode();
  await host.storage.ensurePool();
  const log = serialLogVolume(node.name, 0);
  const files = [Buffer.from('begin\n' + 'y\n'.repeat(50_000)), Buffer.from('y\n'.repeat(20_000))];
  for (const [index, suffix] of ['.0', ''].entries())
    await host.storage.ensureFile(`${log}${suffix}`, files[index] ?? Buffer.alloc(0));
  const all = Buffer.concat(files);
  const { part } = await look(node, 10_006, all);
  expect(part).toEqual({ offset: 10_006, bytes: all.subarray(10_006), exact: true });
  await host.storage.removeVolumes(nodeVolumes(node.name));
  expect(await host.storage.removePoolIfEmpty()).toBe(true);
});
