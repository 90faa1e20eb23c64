import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { type ProjectHost, projectHostQuery, registerRequest } from '../../../lib/contract/project-host.ts';
import { MOMENT, ownDatabase, storedNode } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { asEdgeOrchestrator, stranger } from '../../testing/project.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';
import type { Actor } from '../api.ts';

let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start();
});
afterAll(() => simulator[Symbol.asyncDispose]());

const ADMIN: Actor = { userId: 'u', name: 'admin@localhost', role: 'admin' };
const OPERATOR: Actor = { ...ADMIN, role: 'operator' };

let used = 0;
const newSerial = (): string => `PROJ${String(++used).padStart(4, '0')}`;

/** A console with the simulator's project: a node, a deleted one whose host stayed, and a host of somebody else. */
async function scene() {
  const database = await ownDatabase();
  const other = stranger(simulator);
  onTestFinished(() => other[Symbol.asyncDispose]());
  const stale = await other.register(newSerial());
  const foreign = await other.register(newSerial());
  await storedNode(database, { name: 'gone', orchestrator: 'lab', deletedAt: MOMENT, ...stale });
  const core = await coreOver(new MemoryHost(), database);
  await eventually('the first reading of the host', () => core.ready() || undefined);
  await core.orchestrators.add(asEdgeOrchestrator('lab', simulator), ADMIN);
  const list = (query: object = {}) =>
    core.projectHosts.list('lab', projectHostQuery.parse({ refresh: 'true', ...query }));
  const only = async (serial: string): Promise<ProjectHost> => {
    const { hosts } = await list({ search: serial });
    const [host] = hosts;
    if (host === undefined || hosts.length > 1) throw new Error(`${hosts.length} hosts with ${serial}`);
    return host;
  };
  onTestFinished(async () => {
    const { hosts } = await list({ limit: 500 });
    for (const { id, serial, uuid } of hosts) await other.adapter.project.remove({ id, serial, uuid });
    await eventually('an empty project', async () => (await list()).total === 0 || undefined);
  });
  return { core, stale, foreign, list, only };
}

const asListed = ({ id, serial, uuid }: ProjectHost) => ({ id, serial, uuid });

test('all hosts of the project are listed with what they are here, filtered, sorted and paged', async () => {
  const { stale, foreign, list } = await scene();
  const all = await list();
  expect(all.counts).toMatchObject({ ours: 0, stale: 1 });
  expect(all.total).toBe(all.hosts.length);
  expect(all.hosts.find(({ serial }) => serial === stale.serial)).toMatchObject({
    ...{ standing: 'stale', node: { name: 'gone' }, uuid: stale.uuid, leaving: false, os: null },
  });
  expect(all.hosts.find(({ serial }) => serial === foreign.serial)).toMatchObject({
    ...{ standing: 'foreign', node: null, clash: null },
    name: foreign.serial.toLowerCase(),
  });
  expect((await list({ standing: 'stale' })).hosts).toHaveLength(1);
  expect((await list({ search: foreign.uuid.toUpperCase() })).hosts).toMatchObject([
    { serial: foreign.serial },
  ]);
  const down = { sort: 'serial', order: 'descending' };
  const pages = [await list({ ...down, limit: 1 }), await list({ ...down, limit: 1, offset: 1 })];
  const serials = all.hosts.map(({ serial }) => serial).toSorted((a, b) => b.localeCompare(a));
  expect(pages.flatMap(({ hosts }) => hosts.map(({ serial }) => serial))).toEqual(serials.slice(0, 2));
});

test('stale hosts are removed by an operator; nothing happens if one of them is not stale', async () => {
  const { core, stale, foreign, only, list } = await scene();
  const [left, others] = [asListed(await only(stale.serial)), asListed(await only(foreign.serial))];
  await expect(core.projectHosts.cleanUp('lab', { hosts: [left, others] }, OPERATOR)).rejects.toMatchObject({
    ...{ code: 'invalid', errors: [{ field: 'confirm' }] },
  });
  expect((await list()).total).toBe(2);
  expect(await core.projectHosts.cleanUp('lab', { hosts: [left] }, OPERATOR)).toEqual({
    ...{ removed: [left.id], failed: [] },
  });
  await eventually('the stale host gone', async () => (await list()).total === 1 || undefined);
});

test('foreign hosts are removed by an administrator who confirmed it', async () => {
  const { core, foreign, only, list } = await scene();
  const hosts = [asListed(await only(foreign.serial))];
  await expect(core.projectHosts.cleanUp('lab', { hosts, confirm: 'lab' }, OPERATOR)).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(core.projectHosts.cleanUp('lab', { hosts, confirm: 'lap' }, ADMIN)).rejects.toMatchObject({
    code: 'invalid',
  });
  await core.projectHosts.cleanUp('lab', { hosts, confirm: 'lab' }, ADMIN);
  await eventually('the foreign host gone', async () => (await list()).total === 1 || undefined);
});

test('a host that is another one by now is not removed', async () => {
  const { core, stale, foreign, only, list } = await scene();
  const listed = asListed(await only(foreign.serial));
  const { failed } = await core.projectHosts.cleanUp(
    'lab',
    { hosts: [{ ...asListed(await only(stale.serial)), id: listed.id }] },
    ADMIN,
  );
  expect(failed).toMatchObject([{ id: listed.id, error: { code: 'conflict' } }]);
  expect((await list()).total).toBe(2);
});

test('machines of a list are registered without a node, all of them or none', async () => {
  const { core, foreign, list } = await scene();
  const [one, two] = [newSerial(), newSerial()];
  const uuid = '1f0a3a52-6c5c-4a0e-9d3f-0123456789ab';
  const register = (...hosts: object[]) =>
    core.projectHosts.register(
      'lab',
      registerRequest.parse({ hosts, details: { metadata: { a: '1' } } }),
      OPERATOR,
    );
  await expect(register({ serial: one }, { serial: foreign.serial })).rejects.toMatchObject({
    ...{ code: 'conflict', message: containing('Nothing was registered.') },
  });
  await expect(register({ serial: one }, { serial: one })).rejects.toMatchObject({ code: 'invalid' });
  await expect(register({ serial: one }, { serial: two, osProfile: 'nothing' })).rejects.toMatchObject({
    message: containing('no OS profile "nothing"'),
  });
  await eventually('what was registered gone again', async () => (await list()).total === 2 || undefined);
  const made = await register(
    { serial: one, uuid, osProfile: 'microvisor-standalone', details: { metadata: { b: '2' } } },
    { serial: two },
  );
  expect(made.find(({ serial }) => serial === one)).toMatchObject({
    ...{ uuid, standing: 'foreign', osProfile: 'microvisor-standalone', metadata: { a: '1', b: '2' } },
  });
  expect(made.find(({ serial }) => serial === two)).toMatchObject({ uuid: '', instanceId: null });
  expect(await core.nodes.list()).toEqual([]);
});

test('nodes of a list have its serial numbers, UUIDs and what else differs for them', async () => {
  const { core, list } = await scene();
  const [one, two] = [newSerial(), newSerial()];
  const uuid = '1f0a3a52-6c5c-4a0e-9d3f-ba9876543210';
  const request = createRequest.parse({
    ...{ name: 'VEN-{08..09}', orchestrator: 'lab', template: 'default-os', start: false },
    osProfile: 'microvisor-standalone',
    nodes: [
      { serial: one, uuid, details: { metadata: { rack: '7' } } },
      { serial: two, name: 'other' },
    ],
    details: { metadata: { site: 'lab' } },
  });
  const made = await core.nodes.create(request, OPERATOR);
  for (const { id } of made.operations)
    expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  expect(made.nodes.map(({ name, serial }) => [name, serial])).toEqual([
    ['VEN-08', one],
    ['other', two],
  ]);
  const { hosts } = await list({ standing: 'ours', sort: 'serial' });
  expect(hosts).toMatchObject([
    { serial: one, uuid, metadata: { rack: '7', site: 'lab' }, osProfile: 'microvisor-standalone' },
    { serial: two, metadata: { site: 'lab' } },
  ]);
  await expect(core.nodes.create(request, OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  await expect(core.nodes.create({ ...request, flow: 'io' }, OPERATOR)).rejects.toMatchObject({
    ...{ code: 'invalid', message: containing('default OS') },
  });
});

test('an orchestrator without an API has no list', async () => {
  const { core } = await scene();
  await expect(core.projectHosts.list('sim', projectHostQuery.parse({}))).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a create is told of hosts in its way, refused, and may have the stale ones removed', async () => {
  const { core, stale, foreign, list } = await scene();
  const request = (serial: string, more: object = {}) =>
    createRequest.parse({
      name: 'next',
      orchestrator: 'lab',
      template: 'emt-standalone',
      start: false,
      serials: [serial],
      ...more,
    });
  const { inTheWay } = await core.nodes.preview(request(stale.serial));
  expect(inTheWay).toMatchObject([{ standing: 'stale', serial: stale.serial }]);
  await expect(core.nodes.create(request(stale.serial), OPERATOR)).rejects.toMatchObject({
    ...{ code: 'conflict', message: containing('left by a deleted node'), fix: containing('--clean-stale') },
  });
  const others = request(foreign.serial, { cleanStale: true });
  await expect(core.nodes.create(others, OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  expect((await list()).total).toBe(2);
  expect(await core.nodes.list()).toEqual([]);

  const made = await core.nodes.create(request(stale.serial, { cleanStale: true }), OPERATOR);
  for (const { id } of made.operations)
    expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  const own = () => list({ standing: 'ours', search: stale.serial });
  await eventually('its new host', async () => (await own()).total === 1 || undefined);
  const [now] = (await own()).hosts;
  if (now === undefined) throw new Error('it was there a moment ago');
  expect(now).toMatchObject({ node: { name: 'next' }, clash: null });
  expect(now.uuid).not.toBe(stale.uuid);
  const hosts = [asListed(now)];
  await expect(core.projectHosts.cleanUp('lab', { hosts, confirm: 'lab' }, ADMIN)).rejects.toMatchObject({
    ...{ code: 'conflict', message: containing('belongs to the node "next"') },
  });
});
