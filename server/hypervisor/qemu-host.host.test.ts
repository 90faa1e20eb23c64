import { readdir, rm, statfs, writeFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import type { DomainEvent, HypervisorHost } from './api.ts';
import { logInToRfb } from './consoles/rfb-login.ts';
import { addedVolume, authorityVolume, nodeVolumes, poolName, serialLogVolume } from './index.ts';
import { bridgeName } from './names.ts';
import { SYSTEM_IMAGES } from './storage/pool.ts';
import { Recording, TestInstallation } from './testing/test-installation.ts';
import { removeQemuLog, virsh } from './testing/virsh.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('hyper');
});
afterAll(() => own.close());

const containing = (part: string): unknown => expect.stringContaining(part);

function firstData(stream: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    stream.once('data', (data: Buffer) => resolve(data.toString()));
    stream.once('error', reject);
  });
}

/** QEMU's display always requires a password, which differs at each boot; the console knows it. */
async function expectScreenWithPassword(host: HypervisorHost, uuid: string): Promise<void> {
  const passwordIn = async (...flags: string[]) =>
    /passwd='([^']+)'/.exec(await virsh('dumpxml', '--security-info', uuid, ...flags))?.[1];
  const password = await passwordIn();
  expect(password).toMatch(/^[\w-]{8}$/);
  expect(await passwordIn('--inactive')).not.toBe(password);
  expect(await host.domains.xml(uuid)).not.toContain('passwd');

  const stranger = connect(Number((await virsh('vncdisplay', uuid)).split(':')[1]) + 5900, '127.0.0.1');
  const refused = logInToRfb(stranger, 'guessed!', AbortSignal.timeout(10_000));
  await expect(refused).rejects.toThrow(/it refuses: .*authentication/i);
  stranger.destroy();

  expect((await host.consoles.screenshot(uuid)).subarray(1, 4).toString()).toBe('PNG');

  const screen = await host.consoles.openVnc(uuid);
  const shared = Buffer.of(1);
  screen.write(shared);
  // ServerInit, whose last field is the name of the desktop.
  expect(await firstData(screen)).toContain('QEMU');
  screen.destroy();
}

const nothing = { domains: [], networks: [], pools: [], volumes: [] };

/** Files that libvirt itself makes for a domain. */
async function filesOf({ name, uuid }: { name: string; uuid: string }): Promise<string[]> {
  const folders = ['/var/lib/libvirt/qemu/nvram', '/var/lib/libvirt/swtpm', '/var/lib/libvirt/images'];
  const found = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
  return found
    .flat()
    .filter((file) => [name, uuid, poolName(own.installation)].some((part) => file.startsWith(part)));
}

/** As the file system reports it, with the node's empty disk of 1 GiB counted at its full size. */
async function expectCapacity(host: HypervisorHost): Promise<void> {
  const capacity = await eventually('what the disk may still grow by', () => {
    const now = host.status.capacity;
    return (now?.poolPromisedGiB ?? 0) >= 0.9 && now !== null ? now : undefined;
  });
  const { bsize, blocks, bfree, bavail } = await statfs(SYSTEM_IMAGES);
  const gib = bsize / 1024 ** 3;
  expect(Math.abs(capacity.poolFreeGiB - bavail * gib)).toBeLessThan(2);
  expect(Math.abs(capacity.poolGiB - (blocks - bfree + bavail) * gib)).toBeLessThan(2);
}

describe('a node', () => {
  test('is created, read from its first byte, and removed without a trace', async () => {
    const { host } = own;
    const hints: DomainEvent[] = [];
    const stop = host.onDomain((hint) => hints.push(hint));
    const node = own.newNode();
    expect(await host.leftovers()).toEqual(nothing);
    await host.networks.ensure(await own.networkModel());
    const model = await own.ensureNode(node);
    expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'shut off', metadata: model.metadata });

    await host.domains.startPaused(node.uuid);
    expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'paused' });
    const ports = [
      await host.consoles.openSerial(node.uuid, 0),
      await host.consoles.openSerial(node.uuid, 1),
    ];
    const recordings = ports.map((port) => new Recording(port));
    await host.domains.resume(node.uuid);
    await expectScreenWithPassword(host, node.uuid);
    for (const recording of recordings) await recording.atLeast(100);
    expect((await host.domains.list()).find(({ uuid }) => uuid === node.uuid)).toMatchObject({
      state: 'running',
    });
    const others = await host.domains.others(new Set());
    expect(others.find(({ uuid }) => uuid === node.uuid)).toMatchObject({ metadata: model.metadata });
    await expectCapacity(host);

    await host.domains.destroy(node.uuid);
    for (const [port, recording] of recordings.entries()) {
      await recording.ended();
      const log = await host.consoles.readSerialLog(node, port, 0);
      expect(log).toEqual({ offset: 0, bytes: recording.bytes, exact: true });
      const rest = await host.consoles.readSerialLog(node, port, 50);
      expect(rest).toEqual({ offset: 50, bytes: recording.bytes.subarray(50), exact: true });
    }
    expect((await filesOf(node)).sort()).toHaveLength(3);
    await own.removeNode(node);
    expect(await host.leftovers()).toEqual(nothing);
    expect(await filesOf(node)).toEqual([]);
    // libvirt does not always announce that QEMU is about to end.
    const edges = hints.flatMap(({ uuid, lifecycle: edge }) =>
      uuid === node.uuid && edge !== 'other' ? edge : [],
    );
    expect(edges).toEqual(['defined', 'started', 'suspended', 'resumed', 'stopped', 'undefined']);
    stop();
  });

  test('a node that is off counts with all of its disks', async () => {
    const { host } = own;
    const node = own.newNode();
    onTestFinished(() => own.removeNode(node));
    await host.networks.ensure(await own.networkModel());
    await own.ensureNode(node);
    const added = addedVolume(node.name, '0a0b0c0d');
    onTestFinished(() => host.storage.removeVolumes([added]));
    const path = await host.storage.ensureDisk(added, 3);
    host.countDisksOf(() => [node.uuid]);
    onTestFinished(() => host.countDisksOf(() => []));
    await host.devices.attachDisk(node.uuid, { path, format: 'qcow2', bus: 'virtio', serial: null });
    const promised = () => host.status.capacity?.poolPromisedGiB ?? 0;
    await eventually('the disk of 1 GiB and the added one', () => promised() >= 3.9 || undefined);
    // Beside those of other tests' domains.
    expect(host.counted.disks).toContain(node.uuid);
    expect(host.counted.running).not.toContain(node.uuid);
  });

  test('every step may be repeated', async () => {
    const { host } = own;
    const node = own.newNode();
    const network = await own.networkModel();
    for (let time = 0; time < 2; time++) {
      await host.networks.ensure(network);
      await own.ensureNode(node);
    }
    const bytes = Buffer.from('certificates');
    for (let time = 0; time < 2; time++) await host.storage.ensureFile(authorityVolume(node.name), bytes);
    expect(await host.storage.readFile(authorityVolume(node.name))).toEqual(bytes);
    expect(await host.storage.readFile('no-such-volume')).toBeNull();
    for (let time = 0; time < 2; time++) await host.domains.startPaused(node.uuid);
    await own.ensureNode(node);
    expect(await host.domains.get(node.uuid)).toMatchObject({ state: 'paused' });
    for (let time = 0; time < 2; time++) await host.domains.pause(node.uuid);
    expect(await host.networks.removeIfUnused(own.network)).toBe(false);
    expect(await host.storage.removePoolIfEmpty()).toBe(false);
    for (let time = 0; time < 2; time++) await host.domains.destroy(node.uuid);
    for (let time = 0; time < 2; time++) await own.removeNode(node);
    expect(await host.leftovers()).toEqual(nothing);
    expect(await host.domains.get(node.uuid)).toBeNull();
    await host.domains.destroy(node.uuid);
    await expect(host.domains.startPaused(node.uuid)).rejects.toMatchObject({ code: 'not-found' });
    await expect(host.consoles.openSerial(node.uuid, 0)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('several at once, while others that were the last go', async () => {
    const { host } = own;
    const network = await own.networkModel();
    const create = async () => {
      const node = own.newNode();
      await host.networks.ensure(network);
      await own.ensureNode(node);
      return node;
    };
    for (let round = 0; round < 3; round++) {
      const before = await Promise.all([create(), create()]);
      const [made] = await Promise.all([create(), ...before.map((node) => own.removeNode(node))]);
      expect(await host.leftovers()).toEqual({
        domains: [made.name],
        networks: [own.network],
        pools: [poolName(own.installation)],
        volumes: nodeVolumes(made.name)
          .filter((name) => /qcow2|cacerts/.test(name))
          .sort(),
      });
      expect(await virsh('net-info', own.network)).toMatch(/Active:\s+yes/);
      await own.removeNode(made);
      expect(await host.leftovers()).toEqual(nothing);
    }
  });
});

test('a stopped storage pool is started, to remove its volumes and then itself', async () => {
  const { host } = own;
  const pool = poolName(own.installation);
  const node = own.newNode();
  await own.ensureNode(node);
  await virsh('pool-destroy', pool);
  expect((await host.leftovers()).volumes).toContain(`${node.name}.qcow2`);
  await virsh('pool-destroy', pool);
  expect(await host.storage.removePoolIfEmpty()).toBe(false);
  await virsh('pool-destroy', pool);
  await own.removeNode(node);
  expect(await host.leftovers()).toEqual(nothing);
  expect(await readdir(SYSTEM_IMAGES)).not.toContain(pool);
});

describe("another program's display", () => {
  test.each([
    ['on a unix socket', `<graphics type='vnc'><listen type='socket'/></graphics>`],
    ['with a password', `<graphics type='vnc' autoport='yes' passwd='secret12'/>`],
  ])('%s is opened', async (_what, graphics) => {
    const { name, uuid } = own.newNode();
    const file = `/tmp/${name}.xml`;
    await writeFile(
      file,
      `<domain type='qemu'><name>${name}</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory>
       <os><type arch='x86_64'>hvm</type></os>
       <devices>${graphics}<video><model type='vga'/></video><memballoon model='none'/></devices></domain>`,
    );
    onTestFinished(async () => {
      await rm(file, { force: true });
      await virsh('destroy', uuid).catch(() => '');
      await removeQemuLog(name);
    });
    await virsh('create', file);
    const screen = await own.host.consoles.openVnc(uuid);
    screen.write(Buffer.of(1));
    expect(await firstData(screen)).toContain(name);
    screen.destroy();
  });
});

describe('refusals have a cause and a fix', () => {
  test('a name that another domain has', async () => {
    const node = own.newNode();
    await own.ensureNode(node);
    const second = own.ensureNode({ ...own.newNode(), name: node.name });
    await expect(second).rejects.toMatchObject({
      code: 'conflict',
      message: containing(node.name),
    });
    await own.removeNode(node);
    expect(await own.host.leftovers()).toEqual(nothing);
  });

  test('a disk larger than the pool', async () => {
    await expect(own.host.storage.ensureDisk('large.qcow2', 1_000_000)).rejects.toMatchObject({
      code: 'no-capacity',
    });
    expect(await own.host.storage.removePoolIfEmpty()).toBe(true);
  });

  test('a foreign network of that name', async () => {
    const model = await own.networkModel();
    const { host } = own;
    await host.networks.ensure(model);
    await virsh('net-destroy', model.name);
    const xml = await virsh('net-dumpxml', '--inactive', model.name);
    await virsh('net-undefine', model.name);
    const file = `/tmp/${model.name}.xml`;
    await writeFile(file, xml.replace(/bridge name='ven/, "bridge name='vex"));
    await virsh('net-define', file);
    await rm(file);
    await expect(host.networks.ensure(model)).rejects.toMatchObject({ code: 'conflict' });
    await virsh('net-undefine', model.name);
  });

  test('a screen of a node that is off', async () => {
    const node = own.newNode();
    await own.ensureNode(node);
    await expect(own.host.consoles.openVnc(node.uuid)).rejects.toMatchObject({ code: 'conflict' });
    await expect(own.host.domains.shutdown(node.uuid)).rejects.toMatchObject({ code: 'conflict' });
    await own.removeNode(node);
  });
});

describe('a network whose orchestrator has moved', () => {
  test('is changed when nothing runs in it, and only then', async () => {
    const { host } = own;
    const node = own.newNode();
    const model = await own.networkModel();
    const moved = { ...model, bootProgramUrl: 'https://elsewhere.test/x.efi' };
    expect(await host.networks.inspect(model)).toMatchObject({ state: 'missing', gateway: null });
    await host.networks.ensure(model);
    const asWanted = {
      ...{ state: 'ready', differences: [], gateway: `${model.subnet}.1` },
      bridge: bridgeName(model.name),
    };
    expect(await host.networks.inspect(model)).toEqual(asWanted);
    const { state, differences } = await host.networks.inspect(moved);
    expect(state).toBe('different');
    expect(differences.join()).toContain('elsewhere.test');
    await own.ensureNode(node);
    await host.domains.startPaused(node.uuid);
    await expect(host.networks.ensure(moved)).rejects.toMatchObject({
      code: 'conflict',
      message: containing(node.name),
    });
    await host.domains.destroy(node.uuid);
    await host.networks.ensure(moved);
    expect(await virsh('net-dumpxml', own.network)).toContain('elsewhere.test');
    await virsh('net-destroy', own.network);
    expect(await host.networks.inspect(moved)).toMatchObject({ state: 'inactive', gateway: null });
    await host.networks.ensure(moved);
    expect(await host.networks.inspect(moved)).toEqual(asWanted);
    await own.removeNode(node);
  });
});

test('a log that virtlogd has put aside is read in its order', async () => {
  const { host } = own;
  const node = own.newNode();
  const { name } = node;
  const log = serialLogVolume(name, 0);
  // Read as a disk image by libvirt, as a guest could make it.
  const image = Buffer.concat([Buffer.from('514649fb00000003', 'hex'), Buffer.alloc(200, 0xff)]);
  const parts = [Buffer.from('first '), image, Buffer.from('third')];
  for (const [index, suffix] of ['.1', '.0', ''].entries()) {
    await host.storage.ensureFile(`${log}${suffix}`, parts[index] ?? Buffer.alloc(0));
  }
  expect(await host.consoles.readSerialLog(node, 0, 0)).toEqual({
    offset: 0,
    bytes: Buffer.concat(parts),
    exact: true,
  });
  await host.storage.removeVolumes(nodeVolumes(name));
  expect(await host.storage.removePoolIfEmpty()).toBe(true);
});
