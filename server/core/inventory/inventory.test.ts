import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { deleteRequest } from '../../../lib/contract/node.ts';
import type { NodeRow } from '../../db/api.ts';
import { diskVolume } from '../../hypervisor/index.ts';
import { OPERATOR } from '../../testing/core.ts';
import { nodeRow, ownDatabase, runRow } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver, MEMORY_INSTALLATION } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Core } from '../api.ts';

/** A host, and a database that knows these nodes. */
async function stored(...nodes: NodeRow[]) {
  const database = await ownDatabase();
  for (const node of nodes) await database.nodes.create(runRow({ id: node.runId }), [node], []);
  return { host: new MemoryHost(), database };
}

/** The node when it is in that state. */
const inState = (core: Core, id: string, state: string) =>
  eventually(`state ${state}`, async () => {
    const node = (await core.nodes.list()).find((each) => each.id === id);
    return node?.state === state ? node : undefined;
  });

const newNode = () => nodeRow(randomUUID());

test('a node with the name of another causes no conflict, and its deletion keeps the other’s disk', async () => {
  const [old, known] = [newNode(), newNode()];
  const { host, database } = await stored(old, known);
  const successor = { ...old, id: randomUUID(), uuid: randomUUID() };
  host.add(MEMORY_INSTALLATION, successor);
  host.add(MEMORY_INSTALLATION, known);
  const core = await coreOver(host, database);
  await inState(core, known.id, 'shut off');
  await inState(core, old.id, 'no domain');
  // States are published while the list is still being worked through.
  await eventually('the end of the list', () => core.ready() || undefined);

  const { items } = await core.nodes.removal(old.id);
  expect(items.filter(({ kind }) => kind === 'volume')).toEqual([]);
  const { id } = await core.nodes.remove(old.id, deleteRequest.parse({}), OPERATOR);
  // No conflict is left.
  await inState(core, successor.id, 'shut off');
  expect(await core.operations.get(id)).toMatchObject({ state: 'succeeded' });
  expect([...host.volumes]).toContain(diskVolume(old.name));
  expect((await core.nodes.list()).map((node) => node.id).sort()).toEqual([successor.id, known.id].sort());
  const { id: last } = await core.nodes.remove(successor.id, deleteRequest.parse({}), OPERATOR);
  await eventually('its end', async () => (await core.operations.get(last)).endedAt ?? undefined);
  expect([...host.volumes]).toEqual([diskVolume(known.name)]);
});

test('a domain without a disk cannot be adopted, and causes no conflict', async () => {
  const [known, broken] = [newNode(), newNode()];
  const { host, database } = await stored(known);
  for (const node of [broken, known]) host.add(MEMORY_INSTALLATION, node);
  host.volumes.delete(diskVolume(broken.name));
  const core = await coreOver(host, database);
  await inState(core, known.id, 'shut off');
  await expect.poll(() => core.ready()).toBe(true);
});

test('a list that is older than a boot does not end it', async () => {
  const node = newNode();
  const { host, database } = await stored(node);
  host.add(MEMORY_INSTALLATION, node);
  const core = await coreOver(host, database);
  await inState(core, node.id, 'shut off');
  const gate = new EventEmitter();
  const listed = once(gate, 'listed');
  host.afterListing = async () => {
    gate.emit('listed');
    await once(gate, 'open');
  };
  host.connected();
  await listed;
  await core.nodes.act(node.id, 'start', OPERATOR);
  await eventually('the end of the start', async () => {
    const { state, operation } = await core.nodes.get(node.id);
    return (state === 'running' && operation === null) || undefined;
  });
  gate.emit('open');
  // Which waits for the list.
  await core.close();
  expect(await core.nodes.get(node.id)).toMatchObject({ state: 'running' });
  expect(await core.nodes.boots(node.id)).toMatchObject([{ number: 1, endedAt: null }]);
});

test('a failed list is retried while the host stays connected', async () => {
  const node = newNode();
  const { host, database } = await stored(node);
  host.add(MEMORY_INSTALLATION, node);
  host.afterListing = () => {
    host.afterListing = () => Promise.resolve();
    return Promise.reject(new Error('the disk is full'));
  };
  const core = await coreOver(host, database);
  await inState(core, node.id, 'shut off');
  await eventually('that the list was applied', () => core.ready() || undefined);
});

test('a machine paused for lack of storage is reported as such, also to a console that was down', async () => {
  const node = newNode();
  const { host, database } = await stored(node);
  host.add(MEMORY_INSTALLATION, node);
  host.become(node.uuid, 'paused', 'suspended', 'ioerror');
  const core = await coreOver(host, database);
  const failing = () =>
    eventually('the failure', async () => (await core.nodes.get(node.id)).failure ?? undefined);
  await inState(core, node.id, 'paused');
  expect(await failing()).toMatchObject({ class: 'storage' });
  await core.nodes.act(node.id, 'resume', OPERATOR);
  await eventually('that it goes on', async () => {
    const { failure, operation } = await core.nodes.get(node.id);
    return (failure === null && operation === null) || undefined;
  });
  expect(await core.nodes.get(node.id)).toMatchObject({ state: 'running', stage: 'powered-on' });
  host.become(node.uuid, 'paused', 'suspended', 'ioerror');
  expect(await failing()).toMatchObject({ class: 'storage' });
});

test('a node that was renamed outside gets its new name, and two may swap names', async () => {
  const [one, other] = [newNode(), newNode()];
  const { host, database } = await stored(one, other);
  for (const node of [one, other]) host.add(MEMORY_INSTALLATION, node);
  const core = await coreOver(host, database);
  await inState(core, other.id, 'shut off');
  const named = (id: string, name: string) =>
    eventually(`the name ${name}`, async () => (await core.nodes.get(id)).name === name || undefined);
  host.rename(one.uuid, 'renamed');
  await named(one.id, 'renamed');
  expect(await database.nodes.get(one.id)).toMatchObject({ name: 'renamed' });
  host.rename(one.uuid, other.name, 'quietly');
  host.rename(other.uuid, 'renamed');
  await named(other.id, 'renamed');
  await named(one.id, other.name);
  expect((await core.nodes.list()).map(({ name }) => name).sort()).toEqual(['renamed', other.name].sort());
});

test('a domain that cannot be adopted is reported with the reason until it is gone', async () => {
  const [known, broken] = [newNode(), newNode()];
  const { host, database } = await stored(known);
  for (const node of [broken, known]) host.add(MEMORY_INSTALLATION, node);
  host.volumes.delete(diskVolume(broken.name));
  const core = await coreOver(host, database);
  await inState(core, known.id, 'shut off');
  const remark = await eventually('the reason', () => host.remarks.get('adoption') ?? undefined);
  expect(remark).toMatchObject({ status: 'warn', reason: containing(`${broken.name} has no disk`) });
  host.facts.delete(broken.uuid);
  host.connected();
  await eventually('that it is gone', () => host.remarks.get('adoption') === null || undefined);
});

test('a node that was saved outside has not failed, and resumes', async () => {
  const node = newNode();
  const { host, database } = await stored(node);
  host.add(MEMORY_INSTALLATION, node);
  const core = await coreOver(host, database);
  await inState(core, node.id, 'shut off');
  const ended = () =>
    eventually('the end', async () =>
      (await core.nodes.get(node.id)).operation === null ? true : undefined,
    );
  await core.nodes.act(node.id, 'start', OPERATOR);
  await inState(core, node.id, 'running');
  await ended();
  const { stage } = await core.nodes.get(node.id);
  host.become(node.uuid, 'saved', 'stopped', 'saved');
  await inState(core, node.id, 'saved');
  await eventually('the end of the boot', async () =>
    (await core.nodes.boots(node.id))[0]?.endedAt != null ? true : undefined,
  );
  expect(await core.nodes.get(node.id)).toMatchObject({ stage, failure: null });
  expect(await core.nodes.boots(node.id)).toMatchObject([{ endReason: 'saved', failure: null }]);
  await core.nodes.act(node.id, 'start', OPERATOR);
  await inState(core, node.id, 'running');
  await ended();
  expect(await core.nodes.get(node.id)).toMatchObject({ stage, bootNumber: 2, failure: null });
});

test('a node that was saved to a file counts as powered off, and starts cold', async () => {
  const node = newNode();
  const { host, database } = await stored(node);
  host.add(MEMORY_INSTALLATION, node);
  const core = await coreOver(host, database);
  await inState(core, node.id, 'shut off');
  await core.nodes.act(node.id, 'start', OPERATOR);
  await inState(core, node.id, 'running');
  host.become(node.uuid, 'shut off', 'stopped', 'saved', 'saved to a file');
  await eventually('the end of the boot', async () =>
    (await core.nodes.boots(node.id))[0]?.endedAt != null ? true : undefined,
  );
  expect(await core.nodes.boots(node.id)).toMatchObject([{ endReason: 'destroyed' }]);
});

test('a machine that powers off between two reads begins no boot, and its boot keeps its end', async () => {
  const node = newNode();
  const { host, database } = await stored(node);
  host.add(MEMORY_INSTALLATION, node);
  const core = await coreOver(host, database);
  await inState(core, node.id, 'shut off');
  await core.nodes.act(node.id, 'start', OPERATOR);
  await eventually('the end of the start', async () => {
    const { state, operation } = await core.nodes.get(node.id);
    return (state === 'running' && operation === null) || undefined;
  });
  const { get, powerOnId } = host.domains;
  let [looks, secondLooks] = [0, 0];
  host.domains.get = async (uuid) => {
    const facts = await get(uuid);
    looks++;
    // The guest has powered itself off after the first read; libvirt's event is still in transit.
    if (looks === 1 && facts !== null)
      host.facts.set(uuid, { ...facts, id: null, state: 'shut off', reason: 'shutdown' });
    return facts;
  };
  host.domains.powerOnId = async (uuid) => {
    secondLooks++;
    return powerOnId(uuid);
  };
  host.become(node.uuid, 'running', 'other');
  await eventually('the second look', () => Promise.resolve(secondLooks > 0 || undefined));
  host.become(node.uuid, 'shut off', 'stopped', 'shutdown');
  await inState(core, node.id, 'shut off');
  await core.close();
  expect(await core.nodes.boots(node.id)).toMatchObject([{ number: 1, endReason: 'shutdown' }]);
});
