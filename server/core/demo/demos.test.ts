import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ActiveScenario } from '../../../lib/contract/scenario.ts';
import type { Demonstration, OrchestratorAdapter } from '../../orchestrator/api.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { bootsFromElsewhere } from '../../testing/memory-orchestrator.ts';
import type { Core } from '../api.ts';

/** Notes what is switched; that nodes fail by it is done by the test. */
function switches() {
  const on: ActiveScenario[] = [];
  const demonstration: Demonstration = {
    scenarios: () => Promise.resolve({ active: on, known: [] }),
    switchOn: ({ name, serial = null, address = null, parameters }) => {
      const active = { name, serial, address, parameters, since: new Date().toISOString() };
      on.push(active);
      return Promise.resolve(active);
    },
    switchOff: ({ serial }) => {
      const off = on.filter((each) => each.serial === serial);
      for (const each of off) on.splice(on.indexOf(each), 1);
      return Promise.resolve(off.length);
    },
    pageUrl: () => Promise.resolve('http://127.0.0.1/'),
  };
  const adapter: OrchestratorAdapter = { ...bootsFromElsewhere(), demonstration };
  return { on, adapter };
}

async function prepared() {
  const [host, database, dataDir] = [new MemoryHost(), await ownDatabase(), ownDirectory()];
  const { on, adapter } = switches();
  let ahead = 0;
  const open = () => coreOver(host, database, dataDir, 0, [adapter], () => Date.now() + ahead);
  const core = await open();
  await eventually('the host', () => core.ready() || undefined);
  return { host, dataDir, on, open, core, forward: (seconds: number) => (ahead += seconds * 1000) };
}

const reaches = (core: Core, step: string) =>
  eventually(`step ${step}`, async () => {
    const demo = await core.demo.get();
    return demo?.step === step ? demo : undefined;
  });

const isOver = (core: Core) =>
  eventually('its end', async () => {
    const demo = await core.demo.get();
    return demo?.state === 'over' ? demo : undefined;
  });

const isLeft = (dataDir: string): boolean => existsSync(path.join(dataDir, 'demo.json'));

test('from the create to nothing left, over a restart of the console in the middle', async () => {
  const { host, dataDir, on, open, core, forward } = await prepared();
  const begun = await core.demo.begin(OPERATOR);
  expect(begun).toMatchObject({ state: 'running', step: 'create', by: OPERATOR.name });
  await expect(core.demo.begin(OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  await reaches(core, 'wall');
  const nodes = await core.nodes.list();
  const failing = nodes.find(({ serial }) => serial === on[0]?.serial);
  expect([nodes.length, on.length]).toEqual([3, 1]);
  forward(15);
  await reaches(core, 'failure');
  await eventually(
    'its boot',
    async () => (await core.nodes.get(failing?.id ?? '')).state === 'running' || undefined,
  );
  host.become(failing?.uuid ?? '', 'shut off', 'crashed', 'crashed');
  expect(await reaches(core, 'cause')).toMatchObject({ failingId: failing?.id });

  await core.demo.pause(OPERATOR);
  forward(60);
  await core.close();
  const again = await open();
  expect(await again.demo.get()).toMatchObject({ id: begun.id, state: 'paused', step: 'cause' });
  await eventually('the host', () => again.ready() || undefined);
  await again.demo.goOn(OPERATOR);
  forward(20);
  await reaches(again, 'recovery');
  expect(on).toEqual([]);

  const all = await again.nodes.list();
  for (const { id } of all)
    await eventually('its boot', async () => (await again.nodes.get(id)).state === 'running' || undefined);
  for (const { uuid } of all) host.port(uuid, 0).print('\r\nUbuntu 24.04 LTS edge ttyS0\r\n\r\nedge login: ');
  await reaches(again, 'ready');
  forward(60);
  expect(await isOver(again)).toMatchObject({ trouble: null, step: 'clean-up' });
  expect(await again.nodes.list()).toEqual([]);
  expect(isLeft(dataDir)).toBe(false);
});

test('stopped at any step, it leaves nothing; so it does when something else fails', async () => {
  const { host, dataDir, on, core } = await prepared();
  await core.demo.begin(OPERATOR);
  expect(await core.demo.stop(OPERATOR)).toMatchObject({ step: 'clean-up' });
  expect(await isOver(core)).toMatchObject({ trouble: `${OPERATOR.name} stopped it.` });
  expect([await core.nodes.list(), on, isLeft(dataDir)]).toEqual([[], [], false]);

  await core.demo.begin(OPERATOR);
  await reaches(core, 'wall');
  const other = (await core.nodes.list()).find(
    ({ serial, state }) => state === 'running' && serial !== on[0]?.serial,
  );
  host.become(other?.uuid ?? '', 'shut off', 'crashed', 'crashed');
  expect((await isOver(core)).trouble).toContain(`${other?.name ?? ''} failed`);
  expect([await core.nodes.list(), on, isLeft(dataDir)]).toEqual([[], [], false]);
});

test('without a simulator, and for viewers, there is none', async () => {
  const [host, database] = [new MemoryHost(), await ownDatabase()];
  const core = await coreOver(host, database);
  await expect(core.demo.begin(OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  await expect(core.demo.begin({ ...OPERATOR, role: 'viewer' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(core.demo.pause(OPERATOR)).rejects.toMatchObject({ code: 'not-found' });
});
