import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Connection,
  DomainStatsTypes,
  ErrorCode,
  GetAllDomainStatsFlags,
  ListAllDomainsFlags,
  ListAllNetworksFlags,
  ListAllStoragePoolsFlags,
  remoteProgram,
  row,
  table,
  xdr,
} from '../src/index.ts';
import { qemuDomain, testDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import {
  field,
  fields,
  lines,
  quantity,
  testDriverURI,
  virsh,
  virshAt,
  virshLine,
  virshXML,
  virshXMLAt,
} from './support/virsh.ts';

leaveNothingBehind();

let qemu: Connection;
let simulated: Connection;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  simulated = await Connection.open('test:///default');
});
afterAll(async () => {
  await qemu.close();
  await simulated.close();
});

describe('connection properties', () => {
  test('its type is the driver it was opened with', async () => {
    await expect(qemu.getType()).resolves.toBe('QEMU');
    await expect(simulated.getType()).resolves.toBe('TEST');
  });

  test('its versions, host name and URI are those virsh prints', async () => {
    const printed = fields(await virsh('version', '--daemon'));
    const { stdout } = await promisify(execFile)('hostname', ['--fqdn']).catch(() => ({
      stdout: hostname(),
    }));
    expect(version(await qemu.getLibVersion())).toBe(field(printed, 'Running against daemon'));
    expect(`QEMU ${version(await qemu.getVersion())}`).toBe(field(printed, 'Running hypervisor'));
    expect([await virshLine('hostname'), stdout.trim()]).toContain(await qemu.getHostname());
    await expect(qemu.getURI()).resolves.toBe(await virshLine('uri'));
  });

  test('the maximum number of vCPUs is the driver’s limit for its domain type', async () => {
    // virsh reads it from the domain capabilities, which answer another question: this one is 16 in the QEMU driver.
    await expect(qemu.getMaxVcpus('qemu')).resolves.toBe(16);
    await expect(simulated.getMaxVcpus()).resolves.toBe(Number(await virshAt(testDriverURI, 'maxvcpus')));
    expect(await failure(qemu.getMaxVcpus('nonsense'))).toMatchObject({ code: ErrorCode.INVALID_ARG });
  });

  test('capabilities are the XML virsh prints', async () => {
    await expect(qemu.getCapabilities()).resolves.toBe(await virshXML('capabilities'));
  });

  test('domain capabilities are the XML virsh prints, for the defaults and for given values', async () => {
    const choice = { arch: 'x86_64', machine: 'pc', virttype: 'qemu' };
    const asked = ['--arch', choice.arch, '--machine', choice.machine, '--virttype', choice.virttype];
    await expect(qemu.getDomainCapabilities()).resolves.toBe(await virshXML('domcapabilities'));
    await expect(qemu.getDomainCapabilities(choice)).resolves.toBe(
      await virshXML('domcapabilities', ...asked),
    );
  });

  test('the host’s SMBIOS data is the XML virsh prints, or the same refusal', async () => {
    const printed = await virshXML('sysinfo').catch(() => undefined);
    const answer = await qemu.getSysinfo().catch((error: unknown) => {
      expect(error).toMatchObject({ kind: 'libvirt', call: 'CONNECT_GET_SYSINFO' });
    });
    expect(answer).toBe(printed);
  });

  test('is alive until it is closed, and then has the reason', async () => {
    const connection = await Connection.open('test:///default');
    expect(connection.isAlive()).toBe(true);
    await connection.close();
    await connection.close();
    expect(connection.isAlive()).toBe(false);
    await expect(connection.closed).resolves.toMatchObject({ kind: 'closed', code: ErrorCode.INVALID_CONN });
    expect(await failure(connection.getHostname())).toMatchObject({
      kind: 'closed',
      call: 'CONNECT_GET_HOSTNAME',
    });
  });

  test('is closed at the end of the block that disposes of it', async () => {
    let connection: Connection;
    {
      await using disposed = await Connection.open('test:///default');
      connection = disposed;
      expect(connection.isAlive()).toBe(true);
    }
    expect(connection.isAlive()).toBe(false);
  });

  test('opened read-only it may look but not touch', async () => {
    await using reader = await Connection.open('qemu:///system', { readOnly: true });
    await expect(reader.getType()).resolves.toBe('QEMU');
    const xml = qemuDomain({ name: ownName('forbidden'), uuid: randomUUID() });
    expect(await failure(reader.domainDefineXML(xml))).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.OPERATION_DENIED,
    });
  });

  test('opens LIBVIRT_DEFAULT_URI without a URI', async () => {
    const before = process.env.LIBVIRT_DEFAULT_URI;
    process.env.LIBVIRT_DEFAULT_URI = 'test:///default';
    try {
      await using connection = await Connection.open();
      await expect(connection.getURI()).resolves.toBe('test:///default');
    } finally {
      if (before === undefined) delete process.env.LIBVIRT_DEFAULT_URI;
      else process.env.LIBVIRT_DEFAULT_URI = before;
    }
  });
});

describe('the host', () => {
  test('has the CPUs and memory virsh nodeinfo prints', async () => {
    const printed = fields(await virsh('nodeinfo'));
    const { mhz, ...info } = await qemu.nodeGetInfo();
    expect(info).toEqual({
      model: field(printed, 'CPU model'),
      cpus: Number(field(printed, 'CPU(s)')),
      sockets: Number(field(printed, 'CPU socket(s)')),
      cores: Number(field(printed, 'Core(s) per socket')),
      threads: Number(field(printed, 'Thread(s) per core')),
      nodes: Number(field(printed, 'NUMA cell(s)')),
      memory: quantity(field(printed, 'Memory size'), 'KiB'),
    });
    // The clock changes all the time.
    expect(mhz).toBeGreaterThan(0);
  });

  test('uses memory as virsh nodememstats prints it', async () => {
    const printed = fields(await virsh('nodememstats'));
    const stats = await qemu.nodeGetMemoryStats();
    expect(Object.keys(stats)).toEqual([...printed.keys()]);
    expect(stats.total).toBe(quantity(field(printed, 'total'), 'KiB'));
    for (const [name, value] of Object.entries(stats)) {
      expectClose(value, quantity(field(printed, name), 'KiB'), (stats.total ?? 0n) / 10n);
    }
  });

  test('has as much free memory as virsh freecell prints', async () => {
    const printed = quantity(field(fields(await virsh('freecell')), 'Total'), 'KiB') * 1024n;
    expectClose(await qemu.nodeGetFreeMemory(), printed, printed / 5n);
  });

  test('spends CPU time as virsh nodecpustats prints it, of all CPUs and of one', async () => {
    for (const [asked, cpu] of [
      [['nodecpustats'], undefined],
      [['nodecpustats', '--cpu', '0'], 0],
    ] as const) {
      const before = await qemu.nodeGetCPUStats(cpu);
      const printed = fields(await virsh(...asked));
      const after = await qemu.nodeGetCPUStats(cpu);
      for (const name of ['user', 'system', 'idle', 'iowait'] as const) {
        const between = BigInt(field(printed, name));
        const own = name === 'system' ? 'kernel' : name;
        expect(between).toBeGreaterThanOrEqual(before[own] ?? -1n);
        expect(between).toBeLessThanOrEqual(after[own] ?? -1n);
      }
    }
  });

  test('refuses statistics of a CPU it does not have', async () => {
    expect(await failure(qemu.nodeGetCPUStats(100_000))).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.INVALID_ARG,
      call: 'NODE_GET_CPU_STATS',
    });
  });
});

describe('lists', () => {
  test('domains by flags as virsh list does', async () => {
    const name = ownName('listed');
    const domain = await simulated.domainDefineXML(testDomain({ name, uuid: randomUUID() }));
    const ours = async (flags?: number) =>
      (await simulated.listAllDomains(flags)).map((one) => one.name).filter((one) => one === name);
    expect(await ours()).toEqual([name]);
    expect(await ours(ListAllDomainsFlags.INACTIVE)).toEqual([name]);
    expect(await ours(ListAllDomainsFlags.ACTIVE)).toEqual([]);
    await domain.create();
    expect(await ours(ListAllDomainsFlags.ACTIVE | ListAllDomainsFlags.PERSISTENT)).toEqual([name]);
    const printed = lines(await virshAt(testDriverURI, 'list', '--name'));
    const listed = await simulated.listAllDomains(ListAllDomainsFlags.ACTIVE);
    // Other test files come and go at the same driver.
    expect(printed).toContain(name);
    expect(listed.find((one) => one.name === name)).toMatchObject({
      uuid: domain.uuid,
      id: Number(await virshAt(testDriverURI, 'domid', name)),
    });
    await domain.destroy();
    await domain.undefine();
  });

  test('networks, pools, node devices and secrets as virsh does', async () => {
    const names = (objects: readonly { name: string }[]) => objects.map(({ name }) => name).sort();
    const printed = async (...args: string[]) =>
      lines(await virsh(...args))
        .map((line) => line.trim())
        .sort();
    const pick = (found: readonly string[]) => found.filter((name) => !name.startsWith('nlv-test-'));

    expect(pick(names(await qemu.listAllNetworks()))).toEqual(
      pick(await printed('net-list', '--all', '--name')),
    );
    expect(pick(names(await qemu.listAllNetworks(ListAllNetworksFlags.ACTIVE)))).toEqual(
      pick(await printed('net-list', '--name')),
    );
    expect(pick(names(await qemu.listAllStoragePools()))).toEqual(
      pick(await printed('pool-list', '--all', '--name')),
    );
    expect(names(await simulated.listAllStoragePools(ListAllStoragePoolsFlags.ACTIVE))).toContain(
      'default-pool',
    );
    expect(names(await qemu.listAllNodeDevices())).toEqual(await printed('nodedev-list'));
  });

  test('a node device has the XML virsh prints', async () => {
    const [device] = await simulated.listAllNodeDevices();
    if (!device) throw new Error('the test driver has a device');
    await expect(device.getXMLDesc()).resolves.toBe(
      await virshXMLAt(testDriverURI, 'nodedev-dumpxml', device.name),
    );
  });

  test('a secret by its usage, without its value', async () => {
    const uuid = randomUUID();
    const usageID = ownName('secret');
    const SECRET_DEFINE_XML = table(remoteProgram, {
      SECRET_DEFINE_XML: row(
        142,
        xdr.struct({ xml: xdr.string(4096), flags: xdr.uint }),
        xdr.struct({ secret: xdr.struct({ uuid: xdr.uuid, usageType: xdr.int, usageID: xdr.string(4096) }) }),
      ),
    }).SECRET_DEFINE_XML;
    const xml = `<secret ephemeral='yes'><uuid>${uuid}</uuid><usage type='tls'><name>${usageID}</name></usage></secret>`;
    const { secret: defined } = await qemu.call(SECRET_DEFINE_XML, { xml, flags: 0 });
    try {
      const secret = (await qemu.listAllSecrets()).find((one) => one.uuid === uuid);
      expect(secret).toMatchObject(defined);
      await expect(secret?.getXMLDesc()).resolves.toBe(await virshXML('secret-dumpxml', uuid));
      expect(await virsh('secret-list')).toContain(usageID);
    } finally {
      await virsh('secret-undefine', uuid);
    }
  });
});

describe('statistics of all domains', () => {
  test('are those of virsh domstats, for all and for named domains', async () => {
    const name = ownName('counted');
    const domain = await qemu.domainDefineXML(qemuDomain({ name, uuid: randomUUID() }));
    await domain.create();
    await domain.suspend();
    const kinds = DomainStatsTypes.STATE | DomainStatsTypes.BALLOON | DomainStatsTypes.VCPU;
    const printed = fields(
      lines(await virsh('domstats', name, '--state', '--balloon', '--vcpu'))
        .slice(1)
        .join('\n'),
      '=',
    );
    for (const all of [
      await qemu.getAllDomainStats(kinds, GetAllDomainStatsFlags.ACTIVE),
      await qemu.domainListGetStats([domain], kinds),
    ]) {
      const own = all.find((one) => one.domain.uuid === domain.uuid);
      expect(own?.domain.name).toBe(name);
      const { 'balloon.rss': memoryUsed, ...stats } = own?.stats ?? {};
      expect(Number(memoryUsed)).toBeGreaterThan(0);
      expect([...Object.keys(stats), 'balloon.rss'].sort()).toEqual([...printed.keys()].sort());
      for (const [key, value] of Object.entries(stats)) {
        const isDrifting = /^vcpu\.\d+\.(time|delay|wait)$/.test(key);
        expect(isDrifting || String(value) === field(printed, key), `${key}: ${String(value)}`).toBe(true);
      }
    }
    expect((await qemu.getAllDomainStats()).map((one) => one.domain.name)).toContain(name);
    await domain.destroy();
    await domain.undefine();
  });

  test('of a type unknown to the hypervisor are refused when enforced', async () => {
    const call = simulated.getAllDomainStats(0x4000_0000, GetAllDomainStatsFlags.ENFORCE_STATS);
    expect(await failure(call)).toMatchObject({ kind: 'libvirt', call: 'CONNECT_GET_ALL_DOMAIN_STATS' });
  });
});

function version(counted: number): string {
  const [major, minor, release] = [
    Math.trunc(counted / 1_000_000),
    Math.trunc(counted / 1000) % 1000,
    counted % 1000,
  ];
  return [major, minor, release].join('.');
}

function expectClose(value: bigint, other: bigint, tolerance: bigint): void {
  expect(value).toBeGreaterThanOrEqual(other - tolerance);
  expect(value).toBeLessThanOrEqual(other + tolerance);
}
