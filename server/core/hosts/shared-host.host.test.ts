import { execFileSync } from 'node:child_process';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { ADMIN, connected, far } from '../../testing/far-host.ts';
import { containing } from '../../testing/matching.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { RemoteHost } from '../../testing/remote-host.ts';
import { noOrchestrator } from '../../orchestrator/none.ts';
import type { Core } from '../api.ts';
import { openCore } from '../core.ts';

vi.setConfig({ testTimeout: 3 * 60_000, hookTimeout: 60_000 });

const BOOT = {
  ...{ bootProgramUrl: 'https://boot.test/x.efi', bootScriptUrl: null, authority: null },
  ...{ secureBootCertificate: null, hosts: [], subnet: null },
};

let remote: RemoteHost;
beforeAll(async () => {
  remote = await RemoteHost.start();
});
afterAll(() => remote[Symbol.asyncDispose]());

/** A console with a data directory of its own, to which the remote host was added. */
async function consoleOf(installation: string): Promise<Core> {
  const dataDir = ownDirectory();
  const core = await openCore({
    ...{ database: await ownDatabase(dataDir), hosts: [new MemoryHost()], installation, dataDir },
    orchestrators: [noOrchestrator('sim', BOOT, 'http-boot')],
    logger: pino({ level: 'silent' }),
  });
  onTestFinished(() => core.close());
  await core.hosts.add(far(remote.sshUri), ADMIN);
  await connected(core);
  return core;
}

const request = (name: string) =>
  createRequest.parse({
    ...{ name, host: 'far', template: 'http-boot', count: 1, start: false },
    ...{ vcpus: 1, memoryMiB: 512, diskGiB: 1 },
  });

async function created(core: Core, name: string) {
  const { operations } = await core.nodes.create(request(name), ADMIN);
  return outcomeOf(core, operations[0]?.id ?? '');
}

async function removed(core: Core, name: string) {
  const { id } = await core.nodes.remove(name, deleteRequest.parse({}), ADMIN);
  return outcomeOf(core, id);
}

const domainsThere = async (core: Core) =>
  (await core.domains.list('far')).domains.map(({ name, node }) => [name, node !== null]);

/** Runs a program on the remote host. */
function there(...command: readonly string[]): void {
  const [program = '', ...args] = remote.host.inside(...command);
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

test('two consoles with one host: each has its own nodes, sees those of the other, and leaves them alone', async () => {
  const [one, two] = [await consoleOf('one'), await consoleOf('two')];
  const outcomes = await Promise.all([created(one, 'edge-1'), created(two, 'edge-2')]);
  expect(outcomes).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded' }]);
  expect(await domainsThere(one)).toEqual([
    ['edge-1', true],
    ['edge-2', false],
  ]);
  expect((await one.nodes.list()).map(({ name }) => name)).toEqual(['edge-1']);
  expect(await one.domains.get('far', 'edge-2')).toMatchObject({
    node: null,
    madeBy: containing('another Virtual Edge Node Console (two)'),
  });
  await expect(
    one.adopt('far', 'edge-2', { orchestrator: null, confirm: 'edge-2' }, ADMIN),
  ).rejects.toMatchObject({ code: 'conflict', message: containing('node of a console') });
  await expect(one.nodes.create(request('edge-2'), ADMIN)).rejects.toMatchObject({
    errors: [{ field: 'name' }],
  });
  const { networks } = await one.hosts.resources('far');
  expect(new Set(networks.map(({ addresses }) => addresses.join())).size).toBe(networks.length);

  // What belongs to the other is no orphan, and outlives everything of this one.
  expect((await one.orphans.list()).orphans).toEqual([]);
  expect(await removed(one, 'edge-1')).toMatchObject({ state: 'succeeded' });
  await one.hosts.remove('far', {}, ADMIN);
  expect(await two.nodes.list()).toMatchObject([{ name: 'edge-2', state: 'shut off' }]);
  expect(await removed(two, 'edge-2')).toMatchObject({ state: 'succeeded' });
  expect(await domainsThere(two)).toEqual([]);
});

test('a host without space, addresses or the name: a create says which, and leaves nothing', async () => {
  const core = await consoleOf('three');
  const virsh = (...args: readonly string[]) => there('virsh', '-c', remote.host.uri, ...args);

  const pool = '/var/lib/libvirt/images';
  there('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', pool);
  there('sh', '-c', `head -c 8m /dev/zero > ${pool}/full 2>/dev/null || true`);
  expect(await created(core, 'edge-1')).toMatchObject({ state: 'failed', error: { code: 'no-capacity' } });
  expect(await domainsThere(core)).toEqual([]);
  there('umount', pool);

  const define = (kind: 'net-define' | 'define', xml: string) => {
    there('sh', '-c', `echo "${xml}" > /run/foreign.xml`);
    virsh(kind, '/run/foreign.xml');
  };
  // All that the console chooses from.
  const wide = Object.entries({ '10.0.0.1': 8, '198.18.0.1': 15 });
  for (const [address, prefix] of wide)
    define(
      'net-define',
      `<network><name>${address}</name><ip address='${address}' prefix='${prefix}'/></network>`,
    );
  await expect(created(core, 'edge-1')).rejects.toMatchObject({
    code: 'no-capacity',
    message: containing('every network address range'),
  });
  for (const [address] of wide) virsh('net-undefine', address);

  define(
    'define',
    `<domain type='qemu'><name>edge-1</name><memory unit='MiB'>64</memory><os><type>hvm</type></os></domain>`,
  );
  await expect(created(core, 'edge-1')).rejects.toMatchObject({ errors: [{ field: 'name' }] });
  // The list follows libvirt's events.
  await expect.poll(() => domainsThere(core)).toEqual([['edge-1', false]]);
  virsh('undefine', 'edge-1');
  expect(await created(core, 'edge-1')).toMatchObject({ state: 'succeeded' });
  expect(await removed(core, 'edge-1')).toMatchObject({ state: 'succeeded' });
  expect((await core.nodes.list()).length).toBe(0);
});
