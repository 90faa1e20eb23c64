import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Operation } from '../../lib/contract/operation.ts';
import { createRequest, deleteRequest, type Node, type PowerAction } from '../../lib/contract/node.ts';
import { recordedWithoutGap } from '../testing/console/recorded.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { eventually } from '../testing/eventually.ts';
import { newInstallation } from '../testing/installation.ts';
import { anyText } from '../testing/matching.ts';
import { PrivateHost } from '../testing/private-host.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 5 * 60_000, hookTimeout: 3 * 60_000 });

let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const request = (fields: object) =>
  createRequest.parse({ memoryMiB: 512, vcpus: 1, diskGiB: 1, start: false, ...fields });
const removal = deleteRequest.parse({});

/** With what went wrong, for whoever reads why a test failed. */
const outcomeOf = ({ state, error }: Operation): string =>
  error === null ? state : `${state}: ${error.message}`;

async function created(console: TestCore, name: string): Promise<Operation> {
  const { operations } = await console.core.nodes.create(request({ name }), OPERATOR);
  return console.ended(operations[0]?.id ?? '');
}

async function act(console: TestCore, name: string, action: PowerAction): Promise<void> {
  const { id } = await console.core.nodes.act(name, action, OPERATOR);
  const ended = await console.ended(id);
  expect([ended.kind, outcomeOf(ended)]).toEqual([action, 'succeeded']);
}

test('power actions work from the states that allow them; of two concurrent deletes one is carried out', async () => {
  const installation = newInstallation('coref1');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host } = console;
  await console.settled();
  const before = await host.leftovers();
  const name = `core-${installation}`;
  const refused = (action: PowerAction) =>
    expect(core.nodes.act(name, action, OPERATOR)).rejects.toMatchObject({ code: 'conflict', fix: anyText });
  const state = async () => (await core.nodes.get(name)).state;

  expect(await created(console, name)).toMatchObject({ state: 'succeeded' });
  await console.node(name, 'is off', (node) => node.state === 'shut off' && node.bootNumber === null);
  for (const action of ['stop', 'pause', 'resume', 'reset', 'power-cycle', 'reboot', 'shutdown'] as const)
    await refused(action);

  await act(console, name, 'start');
  await console.node(name, 'runs', (node) => node.state === 'running' && node.bootNumber === 1);
  for (const action of ['start', 'resume'] as const) await refused(action);
  await act(console, name, 'pause');
  expect(await state()).toBe('paused');
  await act(console, name, 'reset');
  expect(await state()).toBe('paused');
  await act(console, name, 'resume');
  expect(await state()).toBe('running');
  await act(console, name, 'reset');
  expect(await state()).toBe('running');
  await act(console, name, 'stop');
  await console.node(name, 'is off', (node) => node.state === 'shut off' && node.stage === 'cancelled');
  await act(console, name, 'start');
  await console.node(name, 'runs again', (node) => node.state === 'running' && node.bootNumber === 2);
  await act(console, name, 'power-cycle');
  await console.node(name, 'runs anew', (node) => node.state === 'running' && node.bootNumber === 3);

  const outcomes = await Promise.allSettled([
    core.nodes.remove(name, removal, OPERATOR),
    core.nodes.remove(name, removal, OPERATOR),
  ]);
  const [first, second] = outcomes;
  if (first.status === 'rejected') throw first.reason;
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } });
  expect(await console.ended(first.value.id)).toMatchObject({ state: 'succeeded' });
  await expect(core.nodes.remove(name, removal, OPERATOR)).rejects.toMatchObject({ code: 'not-found' });
  expect(await host.leftovers()).toEqual(before);
  const boots = await core.nodes.boots(name);
  expect(boots.map(({ number, endReason }) => [number, endReason])).toEqual([
    [1, 'destroyed'],
    [2, 'destroyed'],
    [3, 'destroyed'],
  ]);
});

test('five at once: all run, all are deleted, nothing is left', async () => {
  const installation = newInstallation('coref2');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host } = console;
  await console.settled();
  const before = await host.leftovers();
  const { nodes, operations } = await core.nodes.create(
    request({ name: `core-${installation}`, count: 5, start: true }),
    OPERATOR,
  );
  expect(new Set(nodes.map(({ serial }) => serial)).size).toBe(5);
  const ends = await Promise.all(operations.map(({ id }) => console.ended(id)));
  expect(ends.map(outcomeOf)).toEqual(Array(5).fill('succeeded'));
  for (const { name } of nodes)
    await console.node(name, 'runs', ({ state, bootNumber }) => state === 'running' && bootNumber === 1);
  const gone = await Promise.all(nodes.map(({ id }) => core.nodes.remove(id, removal, OPERATOR)));
  const gones = await Promise.all(gone.map(({ id }) => console.ended(id)));
  expect(gones.map(outcomeOf)).toEqual(Array(5).fill('succeeded'));
  expect(await host.leftovers()).toEqual(before);
  expect(await core.nodes.list()).toEqual([]);
});

test('an unreachable orchestrator: creates leave nothing, a delete finishes once it is back', async () => {
  const installation = newInstallation('coref3');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host, orchestrator } = console;
  const name = `core-${installation}`;
  await console.settled();
  const before = await host.leftovers();
  expect(await created(console, name)).toMatchObject({ state: 'succeeded' });
  const node = await core.nodes.get(name);
  const with1 = await host.leftovers();

  await simulator.stop();
  expect(await created(console, `${name}-b`)).toMatchObject({
    state: 'failed',
    error: { code: 'orchestrator-unreachable', fix: anyText },
  });
  expect(await host.leftovers()).toEqual(with1);
  const refused = await core.nodes.remove(name, removal, OPERATOR);
  expect(await console.ended(refused.id)).toMatchObject({
    state: 'failed',
    error: { code: 'orchestrator-unreachable', fix: anyText },
  });
  // The machine is gone, the node stays in the list for as long as the orchestrator still has it.
  expect(await host.leftovers()).toEqual(before);
  await console.node(
    name,
    'has no domain',
    ({ state, deletedAt }) => state === 'no domain' && deletedAt === null,
  );

  await simulator.startAgain();
  expect(await orchestrator.removalOf(node)).toMatchObject({ host: anyText });
  for (const { id } of await core.nodes.list()) {
    const gone = await core.nodes.remove(id, removal, OPERATOR);
    expect(await console.ended(gone.id)).toMatchObject({ state: 'succeeded' });
  }
  await eventually('the end of its host', async () => {
    const { host: left } = await orchestrator.removalOf(node);
    return left === null || undefined;
  });
  expect(await core.nodes.list()).toEqual([]);
});

// Namespaces are root's.
test.runIf(process.getuid?.() === 0)(
  'a libvirtd that restarts under a running node: requests are refused meanwhile, then everything continues without loss',
  async () => {
    await using privateHost = await PrivateHost.start();
    const { uri } = privateHost;
    await using console = await TestCore.open({ installation: 'coref4', simulator: simulator.facts, uri });
    const { core, host } = console;
    const name = 'core-f4';
    await console.settled();
    const before = await host.leftovers();
    await core.nodes.create(request({ name, start: true }), OPERATOR);
    const isUp = ({ stage }: Node) => stage !== 'defined' && stage !== 'powered-on';
    const { uuid } = await console.node(name, 'has said something', isUp);

    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const { id } = (await host.domains.get(uuid)) ?? {};
      await privateHost.endDaemon(signal);
      await eventually('the loss', () => !core.ready() || undefined);
      expect(await core.hosts.list()).toMatchObject([
        { state: 'unreachable', reason: anyText, fix: anyText },
      ]);
      await expect(core.nodes.create(request({}), OPERATOR)).rejects.toMatchObject({
        code: 'host-unreachable',
        fix: anyText,
      });
      expect(await core.nodes.list()).toMatchObject([{ name, state: 'running', bootNumber: 1 }]);
      await privateHost.startDaemon();
      await eventually('the host', () => core.ready() || undefined, { seen: () => privateHost.log() });

      const { log } = await core.consoles.open(name, 0);
      const { end } = log.facts;
      // The firmware prints again.
      await act(console, name, 'reset');
      await eventually('more of its serial port', () => log.facts.end > end + 200 || undefined, {
        patience: 60_000,
      });
      // The very same machine: it was never off.
      expect(await host.domains.get(uuid)).toMatchObject({ id, state: 'running' });
      expect(await core.nodes.get(name)).toMatchObject({ state: 'running', bootNumber: 1 });
    }
    await act(console, name, 'pause');
    for (const port of [0, 1]) expect(await recordedWithoutGap(console, name, port)).toBeGreaterThan(400);
    const gone = await core.nodes.remove(name, removal, OPERATOR);
    expect(outcomeOf(await console.ended(gone.id))).toBe('succeeded');
    expect(await host.leftovers()).toEqual(before);
  },
);
