import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../../../lib/contract/host-settings.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { createRequest, type Node } from '../../../lib/contract/node.ts';
import { cancelRunRequest } from '../../../lib/contract/run-control.ts';
import { templateRequest } from '../../../lib/contract/template.ts';
import { OPERATOR } from '../../testing/core.ts';
import { openDatabase } from '../../db/open.ts';
import { bundled } from '../../testing/bundled.ts';
import { databaseUrl, ownDatabase, ownDirectory } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver, MEMORY_INSTALLATION } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Core } from '../api.ts';

const atOnce = (bootingAtOnce: number | null) => ({
  settings: { ...DEFAULT_HOST_SETTINGS, bootingAtOnce },
});

/** What it does: the step of its operation, or its state. */
const doing = ({ state, operation }: Node): string => operation?.step?.name ?? state;

/** How many nodes do what, once that is so. */
const become = (core: Core, wanted: Readonly<Record<string, number>>) =>
  eventually(JSON.stringify(wanted), async () => {
    const all = (await core.nodes.list()).map(doing);
    const isSo = Object.entries(wanted).every(
      ([what, count]) => all.filter((each) => each === what).length === count,
    );
    const total = Object.values(wanted).reduce((sum, count) => sum + count, 0);
    return (isSo && all.length === total) || undefined;
  });

async function consoleOf(bootingAtOnce: number | null) {
  const [host, database, dataDir] = [new MemoryHost(), await ownDatabase(), ownDirectory()];
  host.report(atOnce(bootingAtOnce));
  const open = () => coreOver(host, database, dataDir);
  return { host, database, open, core: await open() };
}

const request = (changes: object = {}) => createRequest.parse({ name: 'edge', count: 4, ...changes });

/** One of its machines goes off without having become ready. */
async function fail(core: Core, host: MemoryHost): Promise<string> {
  const node = (await core.nodes.list()).find((each) => doing(each) === 'running');
  if (node === undefined) throw new Error('none runs');
  host.become(node.uuid, 'shut off', 'crashed', 'crashed');
  await eventually(
    'its failure',
    async () => (await core.nodes.get(node.id)).stage === 'failed' || undefined,
  );
  return node.id;
}

const keyIn = (dataDir: string) => ({ file: path.join(dataDir, 'secret.key') });

/** A console that ends by SIGKILL while one node of four boots and the others wait. */
async function killedInRun(options: {
  readonly url: string;
  readonly dataDir: string;
  readonly isPaused: boolean;
}) {
  const program = await bundled('server/testing/run-victim.ts');
  const victim = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void victim.kill('SIGKILL'));
  const ended = once(victim, 'exit');
  // It says so when it is in the middle.
  await Promise.race([once(victim.stdout, 'data'), ended]);
  victim.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

describe('a run', () => {
  test('that is paused begins no boot, also after a restart of the console, until it is resumed', async () => {
    const { open, core, host } = await consoleOf(1);
    const { run } = await core.nodes.create(request(), OPERATOR);
    await become(core, { running: 1, 'await-turn': 3 });
    expect(await core.runControl.pause(run.id, OPERATOR)).toMatchObject({
      state: 'running',
      waiting: 3,
      hold: { by: OPERATOR.name },
    });
    await core.close();

    const next = await open();
    host.report(atOnce(null));
    await become(next, { running: 1, 'await-turn': 3 });
    expect(await next.runs.get(run.id)).toMatchObject({ hold: { by: OPERATOR.name } });
    expect(await next.runControl.resumeRun(run.id, OPERATOR)).toMatchObject({ hold: null });
    await become(next, { running: 4 });
  });

  test('that is paused keeps no other run and no single start waiting', async () => {
    const { core } = await consoleOf(1);
    const { run } = await core.nodes.create(request({ count: 2 }), OPERATOR);
    await become(core, { running: 1, 'await-turn': 1 });
    await core.runControl.pause(run.id, OPERATOR);
    const [on] = (await core.nodes.list()).filter((each) => doing(each) === 'running');
    await core.nodes.create(request({ name: 'other', count: 1 }), OPERATOR);
    await core.nodes.act(on?.id ?? '', 'stop', OPERATOR);
    await become(core, { running: 1, 'await-turn': 1, 'shut off': 1 });
    expect((await core.nodes.get('other')).state).toBe('running');
  });

  test('stops after so many failures; resumed, it stops after as many again', async () => {
    const { core, host } = await consoleOf(1);
    const { run } = await core.nodes.create(request({ stopAfter: 1 }), OPERATOR);
    await become(core, { running: 1, 'await-turn': 3 });
    await fail(core, host);
    await become(core, { 'shut off': 1, 'await-turn': 3 });
    expect(await core.runs.get(run.id)).toMatchObject({ failed: 1, waiting: 3, hold: { by: null } });
    await core.runControl.resumeRun(run.id, OPERATOR);
    await become(core, { 'shut off': 1, running: 1, 'await-turn': 2 });
    await fail(core, host);
    await become(core, { 'shut off': 2, 'await-turn': 2 });
    expect(await core.runs.get(run.id)).toMatchObject({ failed: 2, hold: { by: null } });
  });

  test('stops when its template says so, unless the create says otherwise', async () => {
    const { core } = await consoleOf(null);
    const size = { vcpus: 1, memoryMiB: 1024, diskGiB: 8 };
    const own = templateRequest.parse({
      name: 'own',
      title: 'Own',
      for: ['http-boot'],
      ...size,
      stopAfter: 2,
    });
    await core.templates.add(own, OPERATOR);
    const asked = async (changes: object) => {
      const wish = request({ template: 'own', count: 1, start: false, ...changes });
      return (await core.nodes.create(wish, OPERATOR)).run.request?.stopAfter;
    };
    expect(await asked({ name: 'a' })).toBe(2);
    expect(await asked({ name: 'b', stopAfter: 5 })).toBe(5);
    expect(await asked({ name: 'c', stopAfter: null })).toBeNull();
  });

  test('is retried with its failed nodes only', async () => {
    const { core, host } = await consoleOf(null);
    const { run } = await core.nodes.create(request({ count: 2 }), OPERATOR);
    await become(core, { running: 2 });
    await expect(core.runControl.retry(run.id, OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
    const failed = await fail(core, host);
    await become(core, { running: 1, 'shut off': 1 });
    const { provisioned, created } = await core.runControl.retry(run.id, OPERATOR);
    expect(provisioned?.items.map(({ nodeId }) => nodeId)).toEqual([failed]);
    expect(created).toBeNull();
    await become(core, { running: 2 });
    expect(await core.runs.get(run.id)).toMatchObject({ state: 'running', failed: 0 });
  });

  test('is retried also where a create failed and left nothing', async () => {
    const { core, host } = await consoleOf(null);
    host.beforeStart = () => Promise.reject(new ConsoleError('host-refused', 'no memory'));
    const { run, nodes } = await core.nodes.create(request({ count: 1 }), OPERATOR);
    await become(core, {});
    expect(await core.runs.get(run.id)).toMatchObject({ state: 'failed', failed: 1 });
    host.beforeStart = () => Promise.resolve();
    const { provisioned, created } = await core.runControl.retry(run.id, OPERATOR);
    expect(provisioned).toBeNull();
    const same = { name: nodes[0]?.name, serial: nodes[0]?.serial, uuid: nodes[0]?.uuid, runId: run.id };
    expect(created?.nodes).toMatchObject([same]);
    await become(core, { running: 1 });
    const told = await core.runs.get(run.id);
    expect(told).toMatchObject({ state: 'running', failed: 0 });
    expect(told.nodeIds).toHaveLength(1);
  });

  test('that is cancelled powers off what boots, and what waits never begins', async () => {
    const { core, open } = await consoleOf(1);
    const { run } = await core.nodes.create(request(), OPERATOR);
    await become(core, { running: 1, 'await-turn': 3 });
    await core.runControl.cancel(run.id, cancelRunRequest.parse({}), OPERATOR);
    // At once, as after kill -9: the next console finishes it.
    await core.close();
    const next = await open();
    await become(next, { 'shut off': 4 });
    const over = await eventually('its end', async () => {
      const told = await next.runs.get(run.id);
      return told.state === 'cancelled' ? told : undefined;
    });
    expect(over).toMatchObject({ waiting: 0, hold: null, cancelled: { by: OPERATOR.name, cleanUp: false } });
    await expect(next.runControl.pause(run.id, OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
    // Nothing holds a node that is started later.
    await next.nodes.act('edge-1', 'start', OPERATOR);
    await become(next, { running: 1, 'shut off': 3 });
  });

  test.for([
    ['goes on', false],
    ['stays paused', true],
  ] as const)('%s after kill -9 of the console', async ([, isPaused]) => {
    const dataDir = ownDirectory();
    const url = await databaseUrl(dataDir);
    await killedInRun({ url, dataDir, isPaused });
    const [host, database] = [new MemoryHost(), await openDatabase({ url, key: keyIn(dataDir) })];
    onTestFinished(() => database.close());
    host.report(atOnce(1));
    const rows = await database.nodes.list({ deleted: false });
    for (const row of rows) host.add(MEMORY_INSTALLATION, row);
    const booted = rows.find(({ stage }) => stage !== 'defined');
    host.become(booted?.uuid ?? '', 'running', 'started');

    const core = await coreOver(host, database, dataDir);
    await become(core, { running: 1, 'await-turn': 3 });
    const [run] = await core.runs.list();
    expect(run).toMatchObject({ waiting: 3, hold: isPaused ? { by: 'operator' } : null });
    host.report(atOnce(2));
    if (isPaused) {
      // There is a turn, which another run gets.
      await core.nodes.create(request({ name: 'other', count: 1 }), OPERATOR);
      await become(core, { running: 2, 'await-turn': 3 });
      await core.runControl.resumeRun(run?.id ?? '', OPERATOR);
      host.report(atOnce(3));
      await become(core, { running: 3, 'await-turn': 2 });
    } else await become(core, { running: 2, 'await-turn': 2 });
  });

  test('that is cancelled with clean-up leaves nothing', async () => {
    const { core, host } = await consoleOf(1);
    const { run } = await core.nodes.create(request(), OPERATOR);
    await become(core, { running: 1, 'await-turn': 3 });
    await core.runControl.cancel(run.id, cancelRunRequest.parse({ cleanUp: true }), OPERATOR);
    await become(core, {});
    expect(host.facts.size).toBe(0);
    expect(await core.runs.get(run.id)).toMatchObject({ state: 'deleted' });
  });

  test('is changed by those only who may', async () => {
    const { core } = await consoleOf(1);
    const { run } = await core.nodes.create(request(), OPERATOR);
    const viewer = { ...OPERATOR, role: 'viewer' } as const;
    const refused = { code: 'forbidden' };
    await expect(core.runControl.pause(run.id, viewer)).rejects.toMatchObject(refused);
    await expect(core.runControl.resumeRun(run.id, viewer)).rejects.toMatchObject(refused);
    await expect(core.runControl.retry(run.id, viewer)).rejects.toMatchObject(refused);
    const wish = cancelRunRequest.parse({});
    await expect(core.runControl.cancel(run.id, wish, viewer)).rejects.toMatchObject(refused);
  });
});
