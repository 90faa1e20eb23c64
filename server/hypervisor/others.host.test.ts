import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { authorityVolume, bridgeName, poolName } from './names.ts';
import { hostRanges, ipv6Routes, mainRoutes, trieRoutes } from './networks/host-routes.ts';
import { takes } from './networks/ranges.ts';
import { SYSTEM_IMAGES } from './storage/pool.ts';
import { TestInstallation } from './testing/test-installation.ts';
import { virsh, virshWith } from './testing/virsh.ts';

const run = promisify(execFile);

const containing = (part: string): unknown => expect.stringContaining(part);

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('others');
});
afterAll(() => own.close());

interface Oddity {
  readonly metadata?: string;
  readonly devices?: string;
  readonly description?: string;
}

/** Another program's domain, defined and not started, until the test ends. */
async function someDomain(label: string, { metadata = '', devices = '', description = '' }: Oddity = {}) {
  const name = `foreign-${own.installation}-${label}`;
  const xml = `<domain type='qemu'><name>${name}</name><description>${description}</description><metadata>${metadata}</metadata>
<memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os>${devices}</domain>`;
  await virshWith(xml, 'define');
  onTestFinished(async () => {
    // The test may already have removed it.
    await virsh('undefine', name).catch(() => undefined);
  });
  return name;
}

const ODD: readonly Oddity[] = [
  { metadata: `<a:s xmlns:a="urn:x"><constructor xmlns="urn:x"/></a:s>` },
  { metadata: `<x:__proto__ xmlns:x="urn:x" constructor="1" __proto__="2"/>` },
  { metadata: `<prototype xmlns="urn:x"><hasOwnProperty/><length>7</length></prototype>` },
  { metadata: `<domain xmlns="urn:x"><devices><interface/></devices></domain>` },
  { metadata: `<m xmlns="urn:x"><metadata><![CDATA[</metadata><interface>]]></metadata></m>` },
  { metadata: `<d xmlns="urn:x">${'<e>'.repeat(150)}${'</e>'.repeat(150)}</d>` },
  { metadata: `<é xmlns="urn:ünï"/>`, description: '&amp;&#10;'.repeat(20_000) },
  { metadata: `<big xmlns="urn:x">${'&lt;x&gt;'.repeat(50_000)}</big>` },
  { metadata: `<node xmlns="urn:virtual-edge-node-console:node:1"/>` },
  { metadata: `<v:node xmlns:v="urn:virtual-edge-node-console:node:1"><constructor/></v:node>` },
];

test('unusual foreign domains cause no failures', async () => {
  const foreign: string[] = [];
  for (const [index, oddity] of ODD.entries()) foreign.push(await someDomain(`odd${index}`, oddity));
  const { host } = own;
  await host.networks.ensure(await own.networkModel());
  const node = own.newNode();
  await own.ensureNode(node);
  const listed = (await host.domains.list()).filter(({ name }) => [node.name, ...foreign].includes(name));
  expect(listed).toHaveLength(ODD.length + 1);
  expect(await host.networks.users(own.network)).toEqual({ users: [node.name], unreadable: [] });
  await own.removeNode(node);
  // The guest with which the host finds out about KVM may still run.
  await expect.poll(() => host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
});

test.each([
  [
    'by its name',
    (network: string) => `<interface type='network'><source network='${network}'/></interface>`,
  ],
  [
    'by its bridge',
    (network: string) => `<interface type='bridge'><source bridge='${bridgeName(network)}'/></interface>`,
  ],
])('a network that somebody else’s domain uses %s stays', async (_how, nic) => {
  const { host } = own;
  await host.networks.ensure(await own.networkModel());
  const user = await someDomain('user', { devices: `<devices>${nic(own.network)}</devices>` });
  expect(await host.networks.users(own.network)).toEqual({ users: [user], unreadable: [] });
  expect(await host.networks.removeIfUnused(own.network)).toBe(false);
  await virsh('undefine', user);
  expect(await host.networks.removeIfUnused(own.network)).toBe(true);
});

test('overlays over a disk are removed with the node; files in use by others stay', async () => {
  const { host } = own;
  const node = own.newNode();
  const { disk } = await own.ensureNode(node);
  await virsh('snapshot-create-as', node.name, 'layer', '--disk-only', '--no-metadata');
  await virsh('snapshot-create-as', node.name, 'second', '--disk-only');
  const folder = dirname(disk);
  // What the first one was before somebody went back to it, and a disk of somebody's own choice.
  const pool = poolName(own.installation);
  await virsh(
    'vol-create-as',
    pool,
    'aside',
    '1M',
    '--format',
    'qcow2',
    '--backing-vol',
    basename(disk),
    '--backing-vol-format',
    'qcow2',
  );
  await virsh('vol-create-as', pool, 'unrelated', '1M');
  const log = `/var/log/libvirt/qemu/${node.name}.log`;
  await writeFile(log, 'what QEMU said');
  await writeFile(`${log}.0`, 'what it said before');
  const layers = ['layer', 'second'].map((name) => `${node.name}.${name}`);
  const found = await host.domains.resources(node.uuid);
  expect(new Set(found.volumes)).toEqual(
    new Set([basename(disk), authorityVolume(node.name), 'aside', ...layers]),
  );
  expect(found).toMatchObject({ shared: [], outside: [], snapshots: ['second'], hasSavedMemory: false });
  expect([...found.logs.removable].sort()).toEqual([log, `${log}.0`]);

  const source = `<source file='${folder}/${node.name}.layer'/><target dev='vda'/>`;
  const clone = await someDomain('clone', {
    devices: `<devices><disk type='file'>${source}</disk></devices>`,
  });
  const shared = await host.domains.resources(node.uuid);
  expect(new Set(shared.shared.map(({ name, by }) => `${name} ${by}`))).toEqual(
    new Set([`${basename(disk)} ${clone}`, `${node.name}.layer ${clone}`]),
  );
  await virsh('undefine', clone);
  await host.storage.removeVolumes([...found.volumes, 'unrelated']);
  await own.removeNode(node);
  expect(await host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
  expect((await readdir(dirname(log))).filter((file) => file.startsWith(`${node.name}.`))).toEqual([]);
});

/** As far as it is known for a domain with neither disk nor TPM. */
const NO_MACHINE = {
  ...{ diskBus: 'virtio', tpm: 'none', secureBoot: false },
  ...{ manufacturer: null, product: null, family: null },
};

test('a node whose hardware was changed is described as far as possible', async () => {
  const { host } = own;
  const metadata = `<v:x xmlns:v='urn:x'/>`;
  const nic = `<interface type='user'><mac address='52:54:00:00:00:09'/></interface>`;
  const bare = await someDomain('bare', { metadata, devices: `<devices>${nic}</devices>` });
  const uuid = (await virsh('domuuid', bare)).trim();
  expect(await host.domains.hardware(uuid)).toEqual({
    ...{ serial: uuid, mac: '52:54:00:00:00:09', network: '', vcpus: 1, memoryMiB: 64, diskGiB: 1 },
    ...{ attachment: 'network', machine: NO_MACHINE },
  });
  const disk = `<disk type='file'><source file='/nowhere/at/all'/><target dev='vda'/></disk>`;
  const other = await someDomain('moved', { devices: `<devices>${disk}</devices>` });
  const moved = (await virsh('domuuid', other)).trim();
  expect(await host.domains.hardware(moved)).toMatchObject({ mac: '', network: '' });
  expect(await host.domains.resources(moved)).toMatchObject({ outside: ['/nowhere/at/all'], volumes: [] });
});

test('an externally saved node is shown as saved, resumes, and leaves no memory image behind', async () => {
  const { host } = own;
  await host.networks.ensure(await own.networkModel());
  const node = own.newNode();
  await own.ensureNode(node);
  await host.domains.startPaused(node.uuid);
  await virsh('managedsave', node.name);
  expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'saved', reason: 'saved', id: null });
  expect(await host.domains.resources(node.uuid)).toMatchObject({ hasSavedMemory: true });
  await host.domains.startPaused(node.uuid);
  expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'paused' });
  expect(await host.domains.resources(node.uuid)).toMatchObject({ hasSavedMemory: false });
  // Into a user's file: the next start does not resume it.
  const file = join(tmpdir(), `ven-saved-${process.pid}`);
  onTestFinished(() => rm(file, { force: true }));
  await virsh('save', node.name, file);
  expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'shut off', reason: 'saved to a file' });
  await host.domains.startPaused(node.uuid);
  await virsh('managedsave', node.name);
  await own.removeNode(node);
  expect((await readdir('/var/lib/libvirt/qemu/save')).filter((file) => file.startsWith(node.name))).toEqual(
    [],
  );
});

test('a range that another network of libvirt has, running or not, is not chosen', async () => {
  const { host } = own;
  const free = await host.networks.freeSubnet();
  const name = `foreign-${own.installation}`;
  const wide = `<ip address='${free}.1' prefix='22'/>`;
  await virshWith(
    `<network><name>${name}</name><metadata><constructor xmlns='urn:x'/></metadata><bridge name='o${own.installation.slice(-6)}'/>${wide}</network>`,
    'net-define',
  );
  onTestFinished(async () => {
    await virsh('net-undefine', name);
  });
  const [first = '', second = '', third = ''] = free.split('.');
  const neighbour = `${first}.${second}.${Number(third) ^ 1}`;
  expect([free, neighbour]).not.toContain(await host.networks.freeSubnet(neighbour));
});

test('what has come to share addresses with the nodes is a warning of the host, until it is gone', async () => {
  const { host } = own;
  const model = await own.networkModel();
  await host.networks.ensure(model);
  const told = async () => (await host.checks()).find(({ id }) => id === 'node-network');
  expect(await told()).toBeUndefined();
  const name = `foreign-${own.installation}`;
  const inside = `<ip address='${model.subnet}.129' prefix='25'/>`;
  await virshWith(
    `<network><name>${name}</name><bridge name='o${own.installation.slice(-6)}'/>${inside}</network>`,
    'net-define',
  );
  onTestFinished(async () => {
    await virsh('net-undefine', name).catch(() => undefined);
  });
  expect(await told()).toMatchObject({ status: 'warn', reason: containing(`libvirt's network ${name}`) });
  await virsh('net-undefine', name);
  expect(await told()).toBeUndefined();
  await host.networks.removeIfUnused(own.network);
});

describe('a foreign storage pool', () => {
  const folder = () => `${SYSTEM_IMAGES}/${poolName(own.installation)}`;
  const told = async () => (await own.host.checks()).find(({ id }) => id === 'storage-pool');

  test('on the console’s folder is reported with a fix before anything is created', async () => {
    const { host } = own;
    const name = `foreign-${own.installation}`;
    await virsh('pool-define-as', name, 'dir', '--target', `${folder()}/`);
    const undefine = () => virsh('pool-undefine', name).catch(() => undefined);
    onTestFinished(() => undefine().then(() => undefined));
    const refused = {
      code: 'conflict',
      message: containing(name),
      fix: containing(`virsh pool-undefine ${name}`),
    };
    await expect(host.storage.check()).rejects.toMatchObject(refused);
    await expect(host.storage.ensurePool()).rejects.toMatchObject(refused);
    expect(await told()).toMatchObject({ status: 'fail', reason: containing(name) });
    await undefine();
    expect(await told()).toBeUndefined();
    await host.storage.ensurePool();
    expect(await host.storage.removePoolIfEmpty()).toBe(true);
  });

  test('with the console’s name and another folder is used, and removed like the console’s own', async () => {
    const { host } = own;
    const elsewhere = await mkdtemp(join(tmpdir(), 'ven-pool-'));
    onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
    await virsh('pool-define-as', poolName(own.installation), 'dir', '--target', elsewhere);
    await host.storage.check();
    expect(dirname(await host.storage.ensureDisk('some.qcow2', 1))).toBe(elsewhere);
    await host.storage.removeVolumes(['some.qcow2']);
    expect(await host.storage.removePoolIfEmpty()).toBe(true);
  });

  test('of the console with an unusable folder reports it with a fix', async () => {
    const { host } = own;
    const file = join(tmpdir(), `ven-file-${own.installation}`);
    await writeFile(file, '');
    onTestFinished(() => rm(file));
    const name = poolName(own.installation);
    await virsh('pool-define-as', name, 'dir', '--target', `${file}/below`);
    onTestFinished(() => virsh('pool-undefine', name).then(() => undefined));
    await expect(host.storage.ensurePool()).rejects.toMatchObject({
      message: containing(`${file}/below`),
      fix: containing(`virsh pool-start ${name}`),
    });
  });
});

test('the routes of a machine, in all its tables', async () => {
  expect((await hostRanges()).map(({ address, prefix }) => `${address}/${prefix}`)).toContain('127.0.0.1/8');
  const commands = [
    'ip link add ours type bridge && ip link set ours up',
    'ip addr add 192.168.172.10/22 dev ours',
    'ip route add 10.176.0.0/14 dev ours table 77',
    'ip -6 route add fd00:10:180:3::/64 dev ours',
    'cat /proc/net/route && echo ==== && cat /proc/net/fib_trie && echo ==== && cat /proc/net/ipv6_route',
  ];
  const { stdout } = await run('unshare', ['--net', 'sh', '-e', '-c', commands.join('\n')]);
  const [main = '', trie = '', ipv6 = ''] = stdout.split('====\n');
  expect(mainRoutes(main)).toMatchObject([{ address: '192.168.172.0', prefix: 22, device: 'ours' }]);
  const routes = [...trieRoutes(trie), ...ipv6Routes(ipv6)];
  const taken = (subnet: string) => routes.some((route) => takes(route, subnet));
  expect(['192.168.175', '10.179.1', '10.180.3', '10.180.4', '192.168.176'].map(taken)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
