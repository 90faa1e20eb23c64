import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createRequest, deleteRequest, type Node } from '../../lib/contract/node.ts';
import { type NodeNetwork, OWN_NETWORK } from '../../lib/contract/node-network.ts';
import { orchestratorRequest } from '../../lib/contract/orchestrator.ts';
import type { PreflightStep } from '../../lib/contract/preflight.ts';
import { virsh, virshWith } from '../hypervisor/testing/virsh.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { containing } from '../testing/matching.ts';
import { STAND_IN, StandIn } from '../testing/orchestrator-stand-in.ts';
import { builtArtefacts, SimulatorProcess } from '../testing/simulator.ts';

const run = promisify(execFile);
const MINUTE = 60_000;
const TEXT = 'Greetings from the file server';
const SCRIPT = `#!ipxe\necho ${TEXT}\nsleep 3600\n`;

const file =
  (bytes: Buffer): RequestListener =>
  (request, response) => {
    response.setHeader('content-length', bytes.length);
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };

/** A file server with iPXE, over HTTPS, and its script, over HTTP: Debian's iPXE has no TLS. */
async function fileServer() {
  const answer = file(await readFile(join(await builtArtefacts(), 'signed_ipxe.efi')));
  const secure = await StandIn.start({ listen: '0.0.0.0' });
  onTestFinished(() => secure[Symbol.asyncDispose]());
  secure.handlers = { 'HEAD /ipxe.efi': answer, 'GET /ipxe.efi': answer };
  const plain = createServer(file(Buffer.from(SCRIPT))).listen(0, '0.0.0.0');
  await once(plain, 'listening');
  onTestFinished(() => void plain.close());
  const { port } = z.object({ port: z.number() }).parse(plain.address());
  const host = `boot.${STAND_IN.cluster}`;
  return {
    bootProgramUrl: `https://${host}:${secure.port}/ipxe.efi`,
    bootScriptUrl: `http://${host}:${port}/boot.ipxe`,
    authority: secure.authority,
    hosts: [{ address: '127.0.0.1', nodeAddress: 'gateway', names: [host] }],
  };
}

const admin = { ...OPERATOR, role: 'admin' } as const;
const HTTP_BOOT = { name: 'pxe', kind: 'http-boot' } as const;

async function checked(console: TestCore, name: string): Promise<PreflightStep[]> {
  const steps: PreflightStep[] = [];
  const { signal } = new AbortController();
  for await (const step of await console.core.preflights.ofNode(name, OPERATOR, signal)) steps.push(step);
  return steps;
}

const network = (steps: readonly PreflightStep[]) => steps.find(({ id }) => id === 'network');

async function created(console: TestCore, name: string, where: NodeNetwork): Promise<string> {
  const size = { memoryMiB: 1024, vcpus: 1, diskGiB: 1 };
  const ready = { kind: 'text', text: TEXT };
  const request = { name, orchestrator: 'pxe', start: false, ready, network: where, ...size };
  const { operations } = await console.core.nodes.create(createRequest.parse(request), OPERATOR);
  expect(await console.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded', error: null });
  return name;
}

async function booted(console: TestCore, name: string): Promise<void> {
  await console.core.nodes.act(name, 'start', OPERATOR);
  const isOver = ({ readyAt, failure }: Node) => readyAt !== null || failure !== null;
  const node = await console.node(name, 'is ready', isOver, 4 * MINUTE);
  expect(node).toMatchObject({ stage: 'ready', failure: null, orchestratorView: null });
  const stages = node.stages.map(({ stage }) => stage);
  expect(stages).toEqual(expect.arrayContaining(['firmware', 'http-boot', 'ipxe', 'ready']));
}

async function removed(console: TestCore, name: string): Promise<void> {
  const { id } = await console.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(id)).toMatchObject({ state: 'succeeded' });
}

/** Somebody else's network, with DHCP options of their own. Returns its definition. */
async function theirNetwork(name: string, subnet: string): Promise<string> {
  await virshWith(
    `<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'><name>${name}</name><forward mode='nat'/>
<bridge name='${name}'/><ip address='${subnet}.1' netmask='255.255.255.0'><dhcp><range start='${subnet}.10' end='${subnet}.20'/></dhcp></ip>
<dnsmasq:options><dnsmasq:option value='dhcp-option=42,${subnet}.1'/></dnsmasq:options></network>`,
    'net-define',
  );
  onTestFinished(async () => {
    await virsh('net-destroy', name).catch(() => undefined);
    await virsh('net-undefine', name);
  });
  await virsh('net-start', name);
  return virsh('net-dumpxml', '--inactive', name);
}

/** A bridge of the host, with this machine in it. */
async function bridge(name: string, address: string): Promise<void> {
  await run('ip', ['link', 'add', name, 'type', 'bridge']);
  onTestFinished(async () => void (await run('ip', ['link', 'delete', name])));
  await run('ip', ['address', 'add', `${address}/24`, 'dev', name]);
  await run('ip', ['link', 'set', name, 'up']);
}

/** Somebody else's DHCP and name server in a bridge, configured with the text of the console. */
async function dhcpServer(name: string, subnet: string, text: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ven-dhcp-'));
  const configuration = join(folder, 'dnsmasq.conf');
  const own = [`interface=${name}`, 'bind-dynamic', 'except-interface=lo', 'no-resolv', 'no-hosts'];
  const leases = [`dhcp-range=${subnet}.10,${subnet}.20`, `dhcp-leasefile=${folder}/leases`];
  await writeFile(configuration, [...own, ...leases, `pid-file=${folder}/pid`, text, ''].join('\n'));
  const server = spawn('dnsmasq', ['--keep-in-foreground', `--conf-file=${configuration}`], {
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  onTestFinished(async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
}

test(
  'nodes boot from a file server in a network and on a bridge of somebody else, once these send the options',
  { timeout: 8 * MINUTE },
  async () => {
    // Nothing is onboarded here.
    await using simulator = await SimulatorProcess.start();
    const installation = newInstallation('corehb');
    await using console = await TestCore.open({ installation, simulator: simulator.facts });
    const { core, host } = console;
    await console.settled();
    const settings = await fileServer();
    await core.orchestrators.add(orchestratorRequest.parse({ ...HTTP_BOOT, settings }), admin);
    const id = installation.slice(-6);
    const [theirs, ours] = [`hbn${id}`, `hbb${id}`];

    const before = await theirNetwork(theirs, await host.networks.freeSubnet());
    const inNetwork = await created(console, `${installation}-net`, { kind: 'network', name: theirs });
    expect(network(await checked(console, inNetwork))).toMatchObject({
      state: 'failed',
      change: { host: 'local', network: theirs, orchestrator: 'pxe' },
    });
    const wish = { change: 'apply', orchestrator: 'pxe' } as const;
    const { hash, restart } = await core.bootOptions.plan('local', theirs, wish);
    expect(await core.bootOptions.change('local', theirs, { ...wish, hash, restart }, admin)).toEqual({
      disconnected: [],
    });
    const steps = await checked(console, inNetwork);
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(steps.find(({ id: step }) => step === 'names')).toMatchObject({
      ...{ state: 'ok', evidence: containing('from the name server of the nodes’ network') },
    });

    const subnet = await host.networks.freeSubnet();
    await bridge(ours, `${subnet}.1`);
    const onBridge = await created(console, `${installation}-br`, { kind: 'bridge', name: ours });
    const [dnsmasq] = network(await checked(console, onBridge))?.snippets ?? [];
    const name = `host-record=${new URL(settings.bootProgramUrl).hostname},${subnet}.1`;
    await dhcpServer(ours, subnet, `${dnsmasq?.text ?? ''}\n${name}`);

    await Promise.all([booted(console, inNetwork), booted(console, onBridge)]);
    const { keeps } = await core.nodes.removal(inNetwork);
    expect(keeps).toContainEqual(containing(`ven network remove-options ${theirs}`));
    for (const node of [inNetwork, onBridge]) await removed(console, node);
    expect(await host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
    const back = await core.bootOptions.plan('local', theirs, { change: 'remove' });
    await core.bootOptions.change(
      'local',
      theirs,
      { change: 'remove', hash: back.hash, restart: true },
      admin,
    );
    expect(await virsh('net-dumpxml', '--inactive', theirs)).toBe(before);
  },
);

test(
  'a file server in the console’s own network: the check before a power-on',
  { timeout: 2 * MINUTE },
  async () => {
    await using simulator = await SimulatorProcess.start();
    const installation = newInstallation('corehc');
    await using console = await TestCore.open({ installation, simulator: simulator.facts });
    await console.settled();
    const settings = await fileServer();
    await console.core.orchestrators.add(orchestratorRequest.parse({ ...HTTP_BOOT, settings }), admin);
    const node = await created(console, `${installation}-pxe`, OWN_NETWORK);
    const steps = await checked(console, node);
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(network(steps)).toMatchObject({ state: 'ok' });
    await removed(console, node);
  },
);
