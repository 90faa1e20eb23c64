import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { seed } from '../../../lib/contract/boot-source.ts';
import type { HostNetwork } from '../../../lib/contract/host-resources.ts';
import type { NodeRow } from '../../db/api.ts';
import { authorityVolume, signatureLists } from '../../hypervisor/index.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { nodeRow } from '../../testing/database.ts';
import { containing } from '../../testing/matching.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import {
  checkedAt,
  failure,
  hostWithRoom,
  httpBoot,
  type Setting,
  type SettingsChange,
  simulatedBy,
  states,
  warning,
} from '../../testing/preflight.ts';
import { StandIn } from '../../testing/orchestrator-stand-in.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';
import { SHIPPED_TEMPLATES } from '../templates/shipped.ts';

let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start();
});
afterEach(() => simulator.clearScenarios());
afterAll(() => simulator[Symbol.asyncDispose]());

const simulated = (change?: SettingsChange) => simulatedBy(simulator, change);
const checked = (setting: Setting) => checkedAt(simulator, setting);

async function registered(orchestrator: OrchestratorAdapter): Promise<NodeRow> {
  const row = nodeRow('run', { diskGiB: 16 });
  await orchestrator.register({ ...row, autoOnboard: true });
  return row;
}

test('a node that can boot: every step has its evidence', async () => {
  // Any port that accepts connections will do.
  const proxy = { console: null, nodes: simulator.facts.httpUrl, except: [] };
  const orchestrator = simulated({ proxy });
  const steps = await checked({ orchestrator, node: await registered(orchestrator) });
  const { 'secure-boot': secureBoot, ...others } = states(steps);
  expect(new Set(Object.values(others))).toEqual(new Set(['ok']));
  expect(secureBoot).toBe('skipped');
});

test('a proxy that nodes would not reach, whoever gives it to them', async () => {
  const closed = 'http://127.0.0.1:1';
  const orchestrator = simulated({ proxy: { console: null, nodes: closed, except: [] } });
  expect((await checked({ orchestrator })).proxy).toMatchObject(
    failure('proxy-unreachable', 'cannot be reached from this machine', 'route from the nodes’ network'),
  );
  expect((await checked({ orchestrator })).proxy.evidence).toContain('the console cannot set it');
  const own = seed.parse({ proxy: simulator.facts.httpUrl });
  const bootSource = { kind: 'cloud-image', image: 'cloud', seed: own } as const;
  expect((await checked({ orchestrator, node: { bootSource } })).proxy).toMatchObject({
    ...{ state: 'ok', evidence: containing('cloud-init sets it') },
  });
  expect((await checked({})).proxy.state).toBe('skipped');
});

test('the nodes of a create: what does not exist yet is not missed', async () => {
  const host = new MemoryHost();
  host.networks.inspection = { state: 'missing', differences: [], bridge: null, gateway: null };
  const steps = await checked({ host, exists: false });
  expect(steps.network).toMatchObject({ state: 'ok', evidence: containing('will be made') });
  expect(steps.dhcp.state).toBe('skipped');
  expect(steps.authority).toMatchObject({ state: 'ok', evidence: containing('will trust') });
  expect(steps.registration).toMatchObject({ state: 'ok', evidence: containing('No other host') });
});

test('a host that is not connected, and one without room', async () => {
  const host = new MemoryHost();
  host.report({ state: 'unreachable', reason: 'libvirtd does not run', fix: 'Start it.' });
  const steps = await checked({ host });
  expect(steps.host).toMatchObject(failure('host-away', 'libvirtd does not run', 'Start it.'));
  expect(steps.network).toMatchObject({ state: 'skipped', evidence: containing('Host and room') });
  const full = hostWithRoom(600);
  expect((await checked({ host: full })).host).toMatchObject(
    warning(null, 'room for 0 more', 'Stop or delete'),
  );
});

test.each([
  ['missing', 'network-down', 'no network ven-net any more', 'Set it up again', 'network'],
  ['inactive', 'network-down', 'is not active', 'net-start', 'network'],
  [
    'different',
    'network-elsewhere',
    'leads elsewhere than its orchestrator says: - old; + new',
    'be off',
    'network',
  ],
  ['foreign', 'network-down', 'not the console’s', 'net-undefine', null],
] as const)('a network that is %s', async (state, finding, evidence, fix, repair) => {
  const host = new MemoryHost();
  host.networks.inspection = { state, differences: ['- old', '+ new'], bridge: null, gateway: null };
  const steps = await checked({ host });
  expect(steps.network).toMatchObject(failure(finding, evidence, fix, repair));
  expect(steps.names.state).toBe('skipped');
});

const theirs = (more: Partial<HostNetwork>): HostNetwork => ({
  ...{ name: 'lab', active: true, forward: 'nat', bridge: 'virbr9', addresses: ['192.0.2.1/24'], dhcp: true },
  ...{ bootProgram: null, optionsOf: null, own: false, users: [], ...more },
});

test('networks of somebody else: what the console can add, what it cannot, and what is right already', async () => {
  const orchestrator = httpBoot('http://boot.example/ipxe.efi');
  const facts = await orchestrator.bootFacts();
  const at = async (kind: 'network' | 'bridge', networks: HostNetwork[]) => {
    const host = hostWithRoom(8_192);
    host.present = { ...host.present, networks };
    const loadBoot = () => Promise.resolve({ facts, where: { kind, name: 'lab' } });
    return (await checked({ host, orchestrator, loadBoot })).network;
  };
  expect(await at('network', [theirs({})])).toMatchObject({
    ...failure(
      'network-elsewhere',
      'sends nobody to a boot program',
      'ven network show lab --orchestrator pxe',
    ),
    change: { host: 'local', network: 'lab', orchestrator: 'pxe' },
  });
  expect(await at('network', [theirs({ bootProgram: facts.bootProgramUrl })])).toMatchObject({
    ...{ state: 'ok', change: null, snippets: [] },
  });
  const other = await at('network', [theirs({ bootProgram: 'http://other.example/x.efi' })]);
  expect(other).toMatchObject({
    ...failure('network-elsewhere', 'from http://other.example/x.efi', 'owner'),
    change: null,
  });
  expect(await at('network', [theirs({ active: false })])).toMatchObject(
    failure('network-down', 'not active', 'net-start'),
  );
  expect(await at('network', [])).toMatchObject(failure('network-down', 'no network "lab"', 'create'));
  for (const step of [
    await at('network', [theirs({ forward: 'bridge', dhcp: false })]),
    await at('bridge', []),
  ]) {
    expect(step).toMatchObject({ ...warning(null, 'cannot be seen', 'option 67'), change: null });
    expect(step.snippets.map(({ server }) => server)).toEqual(['dnsmasq', 'ISC dhcpd', 'Kea']);
    for (const { text } of step.snippets) expect(text).toContain('http://boot.example/ipxe.efi');
  }
});

test('a second DHCP server', async () => {
  const host = new MemoryHost();
  host.networks.dhcp = { programs: ['dhcpd (process 9)'], offers: [], problem: null };
  const { dhcp } = await checked({ host });
  expect(dhcp).toMatchObject(warning('second-dhcp-server', 'dhcpd (process 9)'));
});

test('the network’s own name server is asked, and connections come from there', async () => {
  const host = new MemoryHost();
  // Nothing answers names there.
  host.networks.inspection = { ...host.networks.inspection, gateway: '127.0.0.1' };
  const steps = await checked({ host });
  expect(steps.names).toMatchObject(
    failure('name-unknown', 'name server of the nodes’ network (127.0.0.1) does not answer', 'host entry'),
  );
  const direct = httpBoot(
    `http://127.0.0.1:${new URL(simulator.facts.httpUrl).port}/tink-stack/signed_ipxe.efi`,
  );
  const reached = await checked({ host, orchestrator: direct });
  expect(reached.connect).toMatchObject({ state: 'ok', evidence: containing('reached from 127.0.0.1') });
  expect(reached['boot-program'].state).toBe('ok');
});

test('a name that nothing resolves, and a port that nothing listens on', async () => {
  const unknown = await checked({ orchestrator: httpBoot('http://nowhere.invalid/x.efi') });
  expect(unknown.names).toMatchObject(failure('name-unknown', 'does not know nowhere.invalid', 'host entry'));
  const closed = await checked({ orchestrator: httpBoot('http://127.0.0.1:1/x.efi') });
  expect(closed.connect).toMatchObject(
    failure('server-unreachable', 'Nothing listens at 127.0.0.1:1', 'Check the port'),
  );
  expect(closed['boot-program'].state).toBe('skipped');
});

test('a boot server with a certificate of another CA', async () => {
  await using other = await StandIn.start();
  const { bootProgramUrl } = await simulated().bootFacts();
  if (bootProgramUrl === null) throw new Error('it boots nodes');
  const hosts = [{ address: '127.0.0.1', names: [new URL(bootProgramUrl).hostname] }];
  const steps = await checked({
    orchestrator: httpBoot(bootProgramUrl, { hosts, authority: other.authority }),
  });
  expect(steps.certificates).toMatchObject(
    failure('certificate-authority', 'not signed by the CA that the firmware', 'Give the CA'),
  );
});

test('a boot program that is not there', async () => {
  const { port } = new URL(simulator.facts.httpUrl);
  const steps = await checked({ orchestrator: httpBoot(`http://127.0.0.1:${port}/missing.efi`) });
  expect(steps['boot-program']).toMatchObject(failure('file-missing', 'nothing at', 'path of the URL'));
});

test('an iPXE disk loads its script instead of a boot program', async () => {
  const listener: RequestListener = (_, response) => void response.end('<html>');
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const bootScriptUrl = `http://127.0.0.1:${port}/boot.ipxe`;
  const orchestrator = httpBoot('http://127.0.0.1:1/x.efi', { bootScriptUrl });
  const steps = await checked({ orchestrator, node: { bootSource: { kind: 'ipxe-disk', image: null } } });
  expect(steps.connect.state).toBe('ok');
  expect(steps['boot-program']).toMatchObject(
    failure('file-unusable', 'does not begin with #!ipxe', 'iPXE script'),
  );
});

test('the CA list of the firmware: of an earlier CA, damaged, or gone', async () => {
  await using other = await StandIn.start();
  const host = new MemoryHost();
  const node = nodeRow('run');
  const volume = authorityVolume(node.name);
  await host.storage.ensureFile(volume, signatureLists(other.authority));
  expect((await checked({ host, node })).authority).toMatchObject(
    failure('authority-wrong', 'The firmware trusts CN=Stand-in CA, but', 'has to be off', 'authority'),
  );
  await host.storage.ensureFile(volume, Buffer.from('not a list'));
  expect((await checked({ host, node })).authority).toMatchObject(
    failure('authority-wrong', 'not a list of EFI signatures', 'has to be off', 'authority'),
  );
  const empty = new MemoryHost();
  empty.storage.readFile = () => Promise.resolve(null);
  expect((await checked({ host: empty, node })).authority).toMatchObject(
    failure('authority-wrong', 'is gone', 'has to be off', 'authority'),
  );
});

test('a host at the orchestrator that is gone, or has another UUID', async () => {
  const orchestrator = simulated();
  expect((await checked({ orchestrator })).registration).toMatchObject(
    failure('not-registered', 'has no host with the serial number', 'Register it again', 'registration'),
  );
  const { serial } = await registered(orchestrator);
  const clash = failure('identity-error', 'and another UUID', 'another serial number');
  expect((await checked({ orchestrator, node: { serial } })).registration).toMatchObject(clash);
  expect((await checked({ orchestrator, node: { serial }, exists: false })).registration).toMatchObject(
    clash,
  );
  expect((await checked({ orchestrator, node: { flow: 'io' } })).registration).toMatchObject({
    ...{ state: 'ok', evidence: containing('logging in at the prompt') },
  });
});

test('a domain without a random number generator, and a disk below the template’s', async () => {
  const host = hostWithRoom(8_192, { rng: false });
  expect((await checked({ host })).machine).toMatchObject(
    warning('no-random-source', 'random number generator', '<rng'),
  );
  expect((await checked({ node: { diskGiB: 1 } })).machine).toMatchObject(
    warning(null, 'A disk of 1 GiB is less than the 16 GiB'),
  );
});

test('an OS that the orchestrator does not have', async () => {
  const [template] = SHIPPED_TEMPLATES;
  if (template === undefined) throw new Error('there is one');
  const { os } = await checked({ template: { ...template, osProfile: 'no-such-os' } });
  expect(os).toMatchObject(warning(null, 'no-such-os'));
});

test('an orchestrator that does not answer is named, and the steps that do not need it go on', async () => {
  const steps = await checked({
    loadBoot: () =>
      simulated({ services: { api: 'https://127.0.0.1:1' } })
        .bootFacts()
        .then(() => null),
  });
  expect(steps.network).toMatchObject(failure('server-unreachable', 'does not answer', ''));
  expect(steps.authority.state).toBe('skipped');
  expect(steps.machine.state).toBe('ok');
});

test('without an orchestrator there is nothing to load', async () => {
  const steps = await checked({ orchestrator: null });
  const { host, machine, ...others } = states(steps);
  expect({ host, machine }).toEqual({ host: 'ok', machine: 'ok' });
  expect(new Set(Object.values(others))).toEqual(new Set(['skipped']));
  for (const id of ['dhcp', 'names', 'boot-program'] as const)
    expect(steps[id].evidence).toContain('do not boot over a network');
});
