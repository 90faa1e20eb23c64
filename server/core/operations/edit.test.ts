import { expect, test } from 'vitest';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import type { NodeEdit } from '../../../lib/contract/node-edit.ts';
import { diskVolume } from '../../hypervisor/index.ts';
import { OPERATOR } from '../../testing/core.ts';
import { operationRow, ownDatabase } from '../../testing/database.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';

async function withNode(start = false) {
  const [host, database] = [new MemoryHost(), await ownDatabase()];
  const core = await coreOver(host, database);
  const create = async (name: string) =>
    outcomeOf(
      core,
      (await core.nodes.create(createRequest.parse({ name, start }), OPERATOR)).operations[0]?.id ?? '',
    );
  await create('one');
  const edit = async (change: NodeEdit, node = 'one') =>
    outcomeOf(core, (await core.nodes.edit(node, change, OPERATOR)).id);
  return { host, database, core, create, edit };
}

test('note and labels are in the database and in the domain, and an empty database has them again', async () => {
  const { host, core, edit } = await withNode(true);
  expect(await edit({ note: 'two\nlines', labels: ['b', 'a', 'b'] })).toMatchObject({ state: 'succeeded' });
  const { uuid } = await core.nodes.get('one');
  const stored = { note: 'two\nlines', labels: ['a', 'b'] };
  expect(await core.nodes.get('one')).toMatchObject(stored);
  expect(host.facts.get(uuid)?.metadata).toMatchObject(stored);
  expect(await core.nodes.list({ labels: ['a'] })).toHaveLength(1);
  expect(await core.nodes.list({ labels: ['c'] })).toEqual([]);
  await core.close();

  const again = await coreOver(host, await ownDatabase());
  await expect.poll(() => again.nodes.list()).toMatchObject([{ name: 'one', ...stored }]);
});

test('a node that is off is renamed; its files keep their name, which nobody else gets', async () => {
  const { host, core, create, edit } = await withNode();
  const { uuid } = await core.nodes.get('one');
  expect(await edit({ name: 'two' })).toMatchObject({ kind: 'edit', state: 'succeeded' });
  expect(host.facts.get(uuid)).toMatchObject({ name: 'two', metadata: { files: 'one' } });
  expect(await core.nodes.get('two')).toMatchObject({ uuid });
  await expect(create('one')).rejects.toMatchObject({ code: 'conflict', message: containing('"one"') });

  await create('three');
  await expect(edit({ name: 'one' }, 'three')).rejects.toMatchObject({ message: containing('was renamed') });
  await expect(edit({ name: 'two' }, 'three')).rejects.toMatchObject({ code: 'conflict' });
  expect(await edit({ name: 'one' }, 'two')).toMatchObject({ state: 'succeeded' });
  await edit({ name: 'two' });
  const { id } = await core.nodes.remove('two', deleteRequest.parse({}), OPERATOR);
  expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  expect(host.volumes).not.toContain(diskVolume('one'));
});

test('a node that is on is not renamed, and the refusal says what to do', async () => {
  const { core, edit } = await withNode(true);
  await expect(edit({ name: 'two' })).rejects.toMatchObject({
    code: 'conflict',
    fix: containing('Shut it down first'),
  });
  await core.nodes.act('one', 'pause', OPERATOR).then(({ id }) => outcomeOf(core, id));
  await expect(edit({ name: 'two', note: 'x' })).rejects.toMatchObject({ code: 'conflict' });
  expect(await core.nodes.get('one')).toMatchObject({ note: '' });
});

test('an edit that was interrupted is finished by the next process', async () => {
  const { host, database, core } = await withNode();
  const { id, uuid } = await core.nodes.get('one');
  await core.close();
  // Killed between libvirt's rename and the database.
  host.rename(uuid, 'two', 'quietly');
  const recordedAt = new Date(Date.now() + 1000).toISOString();
  const row = operationRow(id, { kind: 'edit', request: { name: 'two', autostart: true }, recordedAt });
  await database.operations.record(row);
  const again = await coreOver(host, database);
  expect(await outcomeOf(again, row.id)).toMatchObject({ state: 'succeeded' });
  expect(await again.nodes.get('two')).toMatchObject({ id });
  expect(host.autostarted).toEqual(new Set([uuid]));
});

test('a machine: what it has and will have, and refusals with what to do instead', async () => {
  const { core, edit } = await withNode(true);
  expect(await edit({ memoryMiB: 4096, diskGiB: 16, bootOrder: ['network', 'disk'] })).toMatchObject({
    state: 'succeeded',
  });
  expect(await core.nodes.get('one')).toMatchObject({ memoryMiB: 4096, diskGiB: 16 });
  expect(await core.nodes.hardware('one')).toMatchObject({
    next: { memoryMiB: 4096, bootOrder: ['network', 'disk'] },
  });
  await expect(edit({ diskGiB: 4, memoryMiB: 1024 })).rejects.toMatchObject({
    code: 'conflict',
    message: containing('16 GiB'),
    fix: containing('smaller disk'),
  });
  await expect(edit({ medium: 'nothing' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(edit({ network: { kind: 'network', name: 'nothing' } })).rejects.toMatchObject({
    message: containing('no network "nothing"'),
  });
});
