import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import { recordedWithoutGap } from '../testing/console/recorded.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { CoreProcess } from '../testing/core-process.ts';
import { eventually } from '../testing/eventually.ts';
import { lastingInstallation, newInstallation } from '../testing/installation.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 5 * 60_000, hookTimeout: 3 * 60_000 });

let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const SMALL = { memoryMiB: 512, vcpus: 1, diskGiB: 1 };

async function removed(console: TestCore, name: string): Promise<void> {
  const operation = await console.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(operation.id)).toMatchObject({ state: 'succeeded' });
  await console.settled();
  expect(await console.host.leftovers()).toMatchObject({ domains: [], networks: [], pools: [], volumes: [] });
}

const STEPS = [
  ['corek1', 'define'],
  ['corek2', 'start-paused'],
  ['corek3', 'resume'],
] as const;

test.for(STEPS)('kill -9 during a create (%s: %s): the next server finishes it', async ([label, step]) => {
  const options = await lastingInstallation(label, simulator.facts);
  const name = `core-${options.installation}`;
  {
    await using victim = await CoreProcess.start(options);
    victim.create({ name, ...SMALL });
    await victim.said('operation', (operation) => operation.step?.name === step);
    await victim.kill();
  }
  await using console = await TestCore.open(options);
  await console.node(name, 'runs', ({ state, operation }) => state === 'running' && operation === null);
  const [operation] = await console.core.nodes.operations(name);
  expect(operation).toMatchObject({ kind: 'create', state: 'succeeded' });
  await console.node(name, 'has a boot', ({ bootNumber }) => bootNumber === 1);
  await removed(console, name);
});

test('kill -9 while a node waits for its turn, and in a bulk of deletes: the next server finishes both', async () => {
  const options = await lastingInstallation('corek4', simulator.facts);
  const name = `core-${options.installation}`;
  const both = [`${name}-1`, `${name}-2`];
  {
    await using victim = await CoreProcess.start(options);
    victim.host({ bootingAtOnce: 1 });
    victim.create({ name, count: 2, start: false, ...SMALL });
    await eventually('both nodes', () => victim.succeeded() === 2 || undefined, { patience: 60_000 });
    victim.bulk({ action: 'start', nodes: both });
    await victim.said('node', ({ state }) => state === 'running');
    await victim.said('operation', ({ step }) => step?.name === 'await-turn');
    await victim.kill();
  }
  {
    await using console = await TestCore.open(options);
    const { core } = console;
    const [first, ...more] = await eventually('the first one, which has its turn already', async () => {
      const nodes = (await core.nodes.list()).filter(({ state }) => state === 'running');
      return nodes.some(({ operation }) => operation === null) ? nodes : undefined;
    });
    expect(more).toEqual([]);
    expect((await core.bulks.list())[0]?.items.map(({ state }) => state).toSorted()).toEqual([
      'running',
      'succeeded',
    ]);
    await core.nodes.act(first?.id ?? '', 'stop', OPERATOR);
    const second = both.find((each) => each !== first?.name) ?? '';
    await console.node(second, 'has its turn', ({ state }) => state === 'running');
    const bulk = await eventually('the end of the bulk', async () => {
      const [found] = await core.bulks.list();
      return found?.endedAt == null ? undefined : found;
    });
    expect(bulk.items.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
  }
  {
    await using victim = await CoreProcess.start(options);
    victim.bulk({ action: 'delete', nodes: both });
    await victim.said('operation', ({ step }) => step?.name === 'remove');
    await victim.kill();
  }
  await using console = await TestCore.open(options);
  for (const each of both) await console.node(each, 'is deleted', ({ deletedAt }) => deletedAt !== null);
  await console.settled();
  expect(await console.host.leftovers()).toMatchObject({ domains: [], networks: [], pools: [], volumes: [] });
  expect((await console.core.bulks.list()).map(({ endedAt }) => endedAt === null)).toEqual([false, false]);
});

test('kill -9 while a node boots: its log has no gap, its boot continues; an empty database adopts it', async () => {
  const options = await lastingInstallation('corek5', simulator.facts);
  const name = `core-${options.installation}`;
  {
    await using victim = await CoreProcess.start(options);
    victim.create({ name, ...SMALL });
    await victim.said('node', ({ stage }) => stage === 'firmware');
    await victim.kill();
  }
  {
    await using console = await TestCore.open(options);
    const node = await console.node(
      name,
      'is further',
      ({ stage }) => !['defined', 'powered-on', 'firmware'].includes(stage),
    );
    expect(node).toMatchObject({ bootNumber: 1 });
    // The lease may come before the firmware tells of its address.
    await expect.poll(() => recordedWithoutGap(console, name, 0)).toBeGreaterThan(100);
  }
  await using console = await TestCore.open({ ...options, database: join(options.dataDir, 'empty.db') });
  const node = await console.node(name, 'is taken back', ({ bootNumber }) => bootNumber === 1);
  expect(node).toMatchObject({ name, ...SMALL, template: 'ubuntu', orchestrator: 'simulator' });
  await removed(console, name);
});

test('external changes to the machine are followed', async () => {
  const installation = newInstallation('corek6');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const name = `core-${installation}`;
  const { core, host } = console;
  await core.nodes.create(createRequest.parse({ name, ...SMALL }), OPERATOR);
  const { uuid } = await console.node(
    name,
    'runs',
    ({ state, operation }) => state === 'running' && operation === null,
  );
  await host.domains.destroy(uuid);
  await console.node(
    name,
    'is off and says why',
    ({ state, stage }) => state === 'shut off' && stage === 'failed',
  );
  await host.domains.startPaused(uuid);
  await console.node(name, 'is on again', ({ state, bootNumber }) => state === 'paused' && bootNumber === 2);
  await host.domains.resume(uuid);
  await console.node(name, 'runs', ({ state }) => state === 'running');
  const boots = await core.nodes.boots(name);
  expect(boots.map(({ number, endReason }) => [number, endReason])).toEqual([
    [1, 'destroyed'],
    [2, null],
  ]);
  await host.domains.destroy(uuid);
  await host.domains.remove(uuid);
  await console.node(name, 'has no domain', ({ state }) => state === 'no domain');
  await removed(console, name);
});
