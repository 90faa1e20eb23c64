import { expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { diskVolume } from '../../hypervisor/index.ts';

async function withNode(start: boolean) {
  const [host, database] = [new MemoryHost(), await ownDatabase()];
  const core = await coreOver(host, database);
  const { operations } = await core.nodes.create(createRequest.parse({ name: 'one', start }), OPERATOR);
  expect(await outcomeOf(core, operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  const act = async (action: 'stop' | 'netboot') =>
    outcomeOf(core, (await core.nodes.act('one', action, OPERATOR)).id);
  const reprovision = async () => outcomeOf(core, (await core.nodes.reprovision('one', OPERATOR)).id);
  return { host, database, core, act, reprovision };
}

test('a node that is provisioned again has new disk and domain, the old identity, and its history', async () => {
  const { host, database, core, reprovision } = await withNode(true);
  const before = await core.nodes.get('one');
  await database.nodes.update(before.id, { stage: 'ready', readyAt: before.createdAt });
  const defined = host.facts.get(before.uuid);
  const removed: string[] = [];
  const { removeVolumes } = host.storage;
  host.storage.removeVolumes = (names) => {
    removed.push(...names);
    return removeVolumes(names);
  };

  expect(await reprovision()).toMatchObject({ kind: 'reprovision', state: 'succeeded' });
  const { id, name, uuid, serial, mac, runId } = before;
  expect(await core.nodes.get('one')).toMatchObject({
    ...{ id, name, uuid, serial, mac, runId, readyAt: null, failure: null },
    ...{ state: 'running', bootNumber: 2, stage: 'powered-on' },
  });
  expect(removed).toContain(diskVolume('one'));
  expect(host.volumes).toContain(diskVolume('one'));
  expect(host.facts.get(uuid)).not.toBe(defined);
  const boots = await core.nodes.boots('one');
  expect(boots).toMatchObject([
    { number: 1, endReason: 'destroyed', failure: null },
    { number: 2, endedAt: null },
  ]);
});

test('what prevents it is told, and it can be repeated until it succeeds', async () => {
  const { host, core, reprovision } = await withNode(false);
  host.beforeStart = () => Promise.reject(new ConsoleError('host-refused', 'no memory'));
  expect(await reprovision()).toMatchObject({ state: 'failed', error: { message: 'no memory' } });
  host.beforeStart = () => Promise.resolve();
  const { uuid } = await core.nodes.get('one');
  await host.domains.remove(uuid);
  expect(await reprovision()).toMatchObject({ state: 'succeeded' });
  expect(await core.nodes.get('one')).toMatchObject({ state: 'running' });
});

test('a start from the network is one whose firmware was told so', async () => {
  const { host, core, act } = await withNode(true);
  const { uuid } = await core.nodes.get('one');
  await expect(core.nodes.act('one', 'netboot', OPERATOR)).rejects.toMatchObject({ code: 'conflict' });
  await act('stop');
  expect(host.nvram.fromNetwork).toEqual(new Set());
  expect(await act('netboot')).toMatchObject({ kind: 'netboot', state: 'succeeded' });
  expect(host.nvram.fromNetwork).toEqual(new Set([uuid]));
  expect(await core.nodes.get('one')).toMatchObject({ state: 'running' });
});
