import { execFileSync } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { HostCheckStep } from '../../../lib/contract/host-check.ts';
import { type HostRequest, hostRequest } from '../../../lib/contract/host-settings.ts';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { ADMIN, connected, far } from '../../testing/far-host.ts';
import { RemoteHost } from '../../testing/remote-host.ts';
import { AMPLE_CAPACITY } from '../../testing/samples.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';
import { EdgeOrchestrator } from '../../orchestrator/edge-orchestrator.ts';
import { simulatorOptions } from '../../orchestrator/settings.ts';
import type { Core } from '../api.ts';

vi.setConfig({ testTimeout: 5 * 60_000, hookTimeout: 60_000 });

const NAME = 'far-1';
/** On a machine that has other guests. */
const PATIENCE = { patience: 90_000 };

let remote: RemoteHost;
beforeAll(async () => {
  remote = await RemoteHost.start();
});
afterAll(() => remote[Symbol.asyncDispose]());

/** That this process has started. */
function sshProcesses(): number[] {
  const pids = execFileSync('pgrep', ['--parent', String(process.pid), '--exact', 'ssh'], {
    encoding: 'utf8',
  });
  return pids.trim().split('\n').map(Number);
}

async function stepsOf(core: Core, request: HostRequest) {
  const steps: Partial<Record<HostCheckStep['id'], HostCheckStep>> = {};
  for await (const step of await core.hosts.check(request, ADMIN, new AbortController().signal))
    steps[step.id] = step;
  return steps;
}

const done = async (core: Core, operation: Promise<{ readonly id: string }>) =>
  expect(await outcomeOf(core, (await operation).id)).toMatchObject({ state: 'succeeded', error: null });

/** What the node's disk consists of, over there. */
const disks = () => remote.found('/var/lib/libvirt/images', `${NAME}.*qcow2`);

const connectedNow = async (core: Core) => (await core.hosts.get('far')).state === 'connected';

async function connectStep(core: Core) {
  const steps = await core.preflights.ofNode(NAME, ADMIN, new AbortController().signal);
  for await (const step of steps) if (step.id === 'connect') return step;
  throw new Error('there is such a step');
}

async function printed(core: Core): Promise<string> {
  const { log } = await core.consoles.open(NAME, 0);
  const texts: string[] = [];
  for (let from = 0; ;) {
    const chunk = await log.read(from, 65_536);
    if (chunk?.kind !== 'bytes') return texts.join('');
    texts.push(chunk.bytes.toString('latin1'));
    from = chunk.offset + chunk.bytes.length;
  }
}

/** The console's own simulator, at an address that the remote host reaches. */
async function ownSimulator() {
  const simulator = await SimulatorProcess.start({ listen: remote.near, artefacts: 'built' });
  onTestFinished(() => simulator[Symbol.asyncDispose]());
  // Of a network that only the console's own machine has.
  const orchestrator = new EdgeOrchestrator(simulatorOptions('simulator', simulator.facts, '192.168.250'));
  onTestFinished(() => orchestrator.close());
  return orchestrator;
}

const printsMoreThan = (core: Core, length: number) =>
  eventually(
    'further output of the firmware',
    async () => {
      const text = await printed(core);
      return text.length > length ? text.length : undefined;
    },
    PATIENCE,
  );

/** The width of its screen, which ServerInit begins with. */
async function widthOf(screen: Duplex): Promise<number> {
  screen.write(Buffer.of(1));
  const bytes = await new Promise<Buffer>((resolve) => screen.once('data', resolve));
  screen.destroy();
  return bytes.readUInt16BE(0);
}

test('a node on another machine: created, observed, seen and deleted by SSH and by TLS', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const core = await coreOver(new MemoryHost(), database, directory, 0, [await ownSimulator()]);
  await core.hosts.add(far(remote.sshUri), ADMIN);
  await connected(core);
  const request = createRequest.parse({
    ...{ name: NAME, host: 'far', template: 'ubuntu', count: 1, start: true },
    ...{ vcpus: 1, memoryMiB: 512, diskGiB: 1 },
  });
  await expect(core.nodes.create(request, ADMIN)).rejects.toMatchObject({
    fix: containing('--simulator-address'),
  });
  const elsewhere = far(remote.sshUri, { simulatorAddress: '198.51.100.9' });
  await expect(core.hosts.edit(elsewhere, ADMIN)).rejects.toMatchObject({
    errors: [{ field: 'settings.simulatorAddress' }],
  });
  const settings = { simulatorAddress: remote.near };
  await core.hosts.edit(far(remote.sshUri, settings), ADMIN);
  const { operations } = await core.nodes.create(request, ADMIN);
  expect(await outcomeOf(core, operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  await printsMoreThan(core, 0);
  expect(await connectStep(core)).toMatchObject({ state: 'ok', evidence: containing('far reaches') });
  expect(await widthOf(await core.consoles.vnc(NAME))).toBeGreaterThan(300);
  expect(remote.listening().filter((address) => address.endsWith(':5900'))).toEqual(['127.0.0.1:5900']);
  expect((await core.nodes.efiVariables(NAME)).path).toContain('/var/lib/libvirt');
  // The firmware has loaded the simulator's boot program over the link.
  await eventually('iPXE', async () => (await printed(core)).includes('iPXE') || undefined, PATIENCE);
  const bySsh = (await printed(core)).length;

  const cut = await core.consoles.vnc(NAME);
  const closed = new Promise((resolve) => cut.resume().once('close', resolve));

  // Every connection is cut, with its console and screen: it comes back, and what was printed meanwhile is in the log.
  for (const pid of sshProcesses()) process.kill(pid, 'SIGKILL');
  await eventually('the loss', async () =>
    (await core.hosts.get('far')).state === 'connected' ? undefined : true,
  );
  await closed;
  await eventually('the return', async () => (await connectedNow(core)) || undefined);
  await printsMoreThan(core, bySsh - 1);

  // By SSH, while it runs: what nothing needs any more is merged over there.
  await done(core, core.checkpoints.create(NAME, { name: 'running', note: '' }, ADMIN));
  expect(disks()).toHaveLength(2);
  await done(core, core.checkpoints.remove(NAME, 'running', ADMIN));
  expect(disks()).toEqual([containing(`${NAME}.qcow2`)]);
  expect(await core.nodes.get(NAME)).toMatchObject({ state: 'running', bootNumber: 1 });

  // A second entry for it finds the same domain, and no second node.
  await core.hosts.add({ ...far(remote.tlsUri), name: 'twin' }, ADMIN);
  await connected(core, 'twin');
  expect(await core.nodes.list()).toMatchObject([{ name: NAME, host: 'far', bootNumber: 1 }]);
  expect(await stepsOf(core, { ...far(remote.tlsUri), name: 'twin' })).toMatchObject({
    identity: { state: 'warning', evidence: containing('"far" calls itself') },
  });
  await core.hosts.remove('twin', {}, ADMIN);

  // The same machine by another way: the boot goes on, and so does its log.
  await core.hosts.edit(far(remote.tlsUri, settings), ADMIN);
  await connected(core);
  expect(await connectStep(core)).toMatchObject({ state: 'ok', evidence: containing('cannot be tried') });
  await expect(core.consoles.vnc(NAME)).rejects.toMatchObject({
    message: containing('does not reach the port'),
    fix: containing('powered off and started again'),
  });
  expect(await core.nodes.get(NAME)).toMatchObject({ state: 'running', bootNumber: 1 });

  // Started that way, it has a screen that libvirt itself connects viewers to, and that listens on no port.
  for (const action of ['stop', 'start'] as const) {
    await done(core, core.nodes.act(NAME, action, ADMIN));
  }
  await printsMoreThan(core, 0);
  const viewers = [await core.consoles.vnc(NAME), await core.consoles.vnc(NAME)];
  expect(remote.listening().filter((address) => address.endsWith(':5900'))).toEqual([]);
  for (const viewer of viewers) expect(await widthOf(viewer)).toBeGreaterThan(300);

  // libvirt is started again under an open console and screen: both are there again, and the boot is the same.
  const watched = await core.consoles.vnc(NAME);
  const lost = new Promise((resolve) => watched.resume().once('close', resolve));
  await remote.host.endDaemon('SIGTERM');
  await lost;
  const before = (await printed(core)).length;
  await remote.host.startDaemon();
  await eventually('the return', async () => (await connectedNow(core)) || undefined);
  expect(
    await widthOf(await eventually('the screen', () => core.consoles.vnc(NAME).catch(() => undefined))),
  ).toBeGreaterThan(300);
  await printsMoreThan(core, before);
  expect(await core.nodes.get(NAME)).toMatchObject({ state: 'running', bootNumber: 2 });

  // By TLS, gone back to, and merged while it is off.
  await done(core, core.checkpoints.create(NAME, { name: 'back', note: '' }, ADMIN));
  await done(core, core.checkpoints.goBack(NAME, 'back', { powerOff: true, start: false }, ADMIN));
  expect(await core.nodes.get(NAME)).toMatchObject({ state: 'shut off' });
  await done(core, core.checkpoints.remove(NAME, 'back', ADMIN));
  expect(disks()).toEqual([containing(`${NAME}.qcow2`)]);

  await done(core, core.nodes.remove(NAME, deleteRequest.parse({}), ADMIN));
  expect(disks()).toEqual([]);
  expect(remote.found('/var/lib/libvirt/qemu', '*.vnc')).toEqual([]);
  await core.hosts.remove('far', {}, ADMIN);
});

test('a host that hangs delays nothing of the others, and can be given up', async () => {
  const directory = ownDirectory();
  const local = new MemoryHost();
  local.report({ capacity: AMPLE_CAPACITY });
  const core = await coreOver(local, await ownDatabase(directory), directory);
  await core.hosts.add(far(remote.sshUri), ADMIN);
  await connected(core);
  remote.host.signalDaemon('SIGSTOP');
  try {
    let isOver = false;
    const stuck = core.hosts.resources('far').catch((error: unknown) => error);
    void stuck.then(() => (isOver = true));
    await core.hosts.add(hostRequest.parse({ name: 'lab', uri: 'test:///default' }), ADMIN);
    await connected(core, 'lab');
    const request = { template: 'http-boot', count: 1, host: 'local', start: true };
    const { operations } = await core.nodes.create(createRequest.parse(request), ADMIN);
    expect(await outcomeOf(core, operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
    expect(await core.capacity.list({})).not.toEqual([]);
    expect((await core.nodes.preview(createRequest.parse({ ...request, host: 'auto' }))).nodes).toHaveLength(
      1,
    );
    expect(isOver).toBe(false);
    await core.hosts.remove('far', {}, ADMIN);
    expect(await stuck).toMatchObject({ code: 'host-unreachable' });
  } finally {
    remote.host.signalDaemon('SIGCONT');
  }
  await core.hosts.add(far(remote.sshUri), ADMIN);
  await connected(core);
});

test('a host that vanishes in a create and in a delete: nothing is lost or left', async () => {
  const directory = ownDirectory();
  const core = await coreOver(new MemoryHost(), await ownDatabase(directory), directory);
  await core.hosts.add(far(remote.sshUri), ADMIN);
  await connected(core);
  const request = createRequest.parse({
    ...{ name: NAME, host: 'far', template: 'http-boot', count: 1, start: false },
    ...{ vcpus: 1, memoryMiB: 512, diskGiB: 1 },
  });
  const create = async () => (await core.nodes.create(request, ADMIN)).operations[0]?.id ?? '';
  const remove = async () => (await core.nodes.remove(NAME, deleteRequest.parse({}), ADMIN)).id;
  const stateOf = async (id: string) => (await core.operations.get(id)).state;
  const cutOff = async (id: string) => {
    await eventually('its first call', async () => (await stateOf(id)) !== 'recorded' || undefined);
    for (const pid of sshProcesses()) process.kill(pid, 'SIGKILL');
    const { state, error } = await outcomeOf(core, id);
    // On a fast machine it had ended already.
    expect(error?.code ?? state).toBe(state === 'failed' ? 'host-unreachable' : 'succeeded');
    await eventually(
      'the return',
      async () => (await core.hosts.get('far')).state === 'connected' || undefined,
    );
    return state;
  };

  if ((await cutOff(await create())) === 'failed') {
    expect(await core.nodes.list()).toEqual([]);
    expect(await outcomeOf(core, await create())).toMatchObject({ state: 'succeeded' });
  }
  if ((await cutOff(await remove())) === 'failed') {
    expect(await core.nodes.list()).toMatchObject([{ name: NAME, state: 'shut off' }]);
    expect(await outcomeOf(core, await remove())).toMatchObject({ state: 'succeeded' });
  }
  expect(await core.nodes.list()).toEqual([]);
  expect(await core.domains.list('far')).toEqual({ domains: [], total: 0 });
});
