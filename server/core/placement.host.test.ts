import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createRequest, deleteRequest, type CreateInput } from '../../lib/contract/node.ts';
import { networkName } from '../hypervisor/index.ts';
import { virsh, virshWith } from '../hypervisor/testing/virsh.ts';
import { containing } from '../testing/matching.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 3 * 60_000, hookTimeout: 3 * 60_000 });

const NOTHING = { domains: [], networks: [], pools: [], volumes: [] };
let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const removeQuietly = (...commands: string[][]) =>
  Promise.allSettled(commands.map((command) => virsh(...command)));

/** A network and a pool of somebody else, with a volume in it. */
async function othersThings(subnet: string) {
  const name = `vex${randomBytes(3).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'ven-pool-'));
  await writeFile(join(folder, 'theirs.img'), 'theirs');
  onTestFinished(async () => {
    for (const kind of ['net', 'pool'])
      await removeQuietly([`${kind}-destroy`, name]).then(() => removeQuietly([`${kind}-undefine`, name]));
    await rm(folder, { recursive: true });
  });
  await virshWith(
    `<network><name>${name}</name><forward mode='nat'/><bridge name='${name}'/><ip address='${subnet}.1' netmask='255.255.255.0'>` +
      `<dhcp><range start='${subnet}.10' end='${subnet}.20'/></dhcp></ip></network>`,
    'net-define',
  );
  await virshWith(
    `<pool type='dir'><name>${name}</name><target><path>${folder}</path></target></pool>`,
    'pool-define',
  );
  await virsh('net-start', name);
  await virsh('pool-start', name);
  return { name, folder };
}

async function created(console: TestCore, input: CreateInput) {
  const size = { memoryMiB: 512, vcpus: 1, diskGiB: 1, start: false };
  const { nodes, operations } = await console.core.nodes.create(
    createRequest.parse({ ...size, ...input }),
    OPERATOR,
  );
  expect(await console.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded', error: null });
  return nodes[0];
}

async function removed(console: TestCore, name: string): Promise<void> {
  const { id } = await console.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(id)).toMatchObject({ state: 'succeeded' });
}

test('a node in a network and a pool of somebody else leaves nothing there, and both stay', async () => {
  await using console = await TestCore.open({
    installation: newInstallation('corep'),
    simulator: simulator.facts,
  });
  const { core, host } = console;
  await console.settled();
  const { name, folder } = await othersThings(await host.networks.freeSubnet());
  const node = `${name}-node`;
  const network = { kind: 'network', name } as const;
  const before = await core.hosts.resources('local');
  expect(before.networks.find((each) => each.name === name)).toMatchObject({
    active: true,
    dhcp: true,
    own: false,
  });
  expect(before.pools.find((each) => each.name === name)).toMatchObject({
    path: folder,
    volumes: 1,
    own: false,
  });

  await host.checks();
  const { otherPools = [], poolGiB } = host.status.capacity ?? {};
  // A folder of the same kind of storage, with nothing of running domains in it.
  expect(poolGiB).toBeGreaterThan(0);
  expect(otherPools.find((each) => each.name === name)).toMatchObject({ promisedGiB: 0 });
  expect(await host.storage.volumesOf(name)).toEqual([{ name: 'theirs.img', bytes: 6 }]);
  const part = await host.storage.readFrom(name, 'theirs.img', { offset: 1, length: 3 });
  expect(part.toString()).toBe('hei');
  const preview = await core.nodes.preview(createRequest.parse({ name: node, network, pool: name }));
  expect(preview.networkXml).toBeNull();
  expect(preview.warnings).toContainEqual(containing('ven network show'));
  expect(await created(console, { name: node, network, pool: name })).toMatchObject({
    ...{ networkKind: 'network', network: name, pool: name },
  });
  const xml = await virsh('dumpxml', node);
  expect(xml).toContain(`<source network='${name}'/>`);
  expect(xml).toContain(`<source file='${folder}/ven-`);
  expect(await host.leftovers()).toMatchObject({ networks: [] });
  const { items, keeps } = await core.nodes.removal(node);
  expect(items).toContainEqual({ kind: 'volume', name: containing(`in the pool ${name}`) });
  expect(keeps).toContain(`the network ${name}, which the console did not make`);
  expect((await core.hosts.resources('local')).networks.find((each) => each.name === name)?.users).toEqual([
    node,
  ]);

  await removed(console, node);
  expect(await host.leftovers()).toMatchObject(NOTHING);
  expect(await readdir(folder)).toEqual(['theirs.img']);
  expect(await virsh('net-info', name)).toMatch(/Active: +yes/);
  expect(await virsh('pool-info', name)).toMatch(/State: +running/);
});

test('a bridge that is of a libvirt network, or that the host does not have, is refused', async () => {
  await using console = await TestCore.open({
    installation: newInstallation('coreq'),
    simulator: simulator.facts,
  });
  await console.settled();
  const name = `vex${randomBytes(3).toString('hex')}`;
  await virshWith(`<network><name>${name}</name><bridge name='${name}'/></network>`, 'net-define');
  onTestFinished(async () => void (await removeQuietly(['net-destroy', name], ['net-undefine', name])));
  await virsh('net-start', name);
  const wish = { name: `${name}-node`, network: { kind: 'bridge', name } } as const;
  await expect(console.core.nodes.preview(createRequest.parse(wish))).rejects.toMatchObject({
    message: containing(`of libvirt’s network "${name}"`),
  });
  await expect(
    console.core.nodes.preview(createRequest.parse({ ...wish, network: { kind: 'bridge', name: 'nosuch' } })),
  ).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'network' }] });
});

test('the subnet of an own network can be chosen while it has no nodes', async () => {
  const installation = newInstallation('corer');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host } = console;
  await console.settled();
  const subnet = await host.networks.freeSubnet();
  const other = await othersThings(subnet);
  const taken = createRequest.parse({ network: { kind: 'own', subnet: `${subnet}.0/24` } });
  await expect(core.nodes.preview(taken)).rejects.toMatchObject({
    code: 'invalid',
    message: containing(`overlaps`),
    errors: [{ field: 'network' }],
  });
  expect(other.name).not.toBe('');
  const free = await host.networks.freeSubnet();
  const network = { kind: 'own', subnet: `${free}.0/24` } as const;
  await created(console, { name: `${installation}-a`, network });
  expect(await virsh('net-dumpxml', networkName(installation, 'simulator'))).toContain(`${free}.1`);
  // The same again is no clash with itself; another one is refused.
  await created(console, { name: `${installation}-b`, network });
  await expect(
    core.nodes.preview(createRequest.parse({ network: { kind: 'own', subnet: '192.0.2.0/24' } })),
  ).rejects.toMatchObject({ message: containing('are in') });
});
