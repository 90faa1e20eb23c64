import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { deleteRequest } from '../../../lib/contract/node.ts';
import { diskVolume } from '../../hypervisor/index.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver, MEMORY_INSTALLATION } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';

const ADMIN = { ...OPERATOR, role: 'admin' } as const;

async function prepared() {
  const host = new MemoryHost();
  const uuid = randomUUID();
  host.anyDomains.add('theirs', uuid);
  host.volumes.add(diskVolume('theirs'));
  const core = await coreOver(host, await ownDatabase());
  await eventually('the list of the host', () => core.ready() || undefined);
  const adopt = (confirm: string, actor: typeof ADMIN | typeof OPERATOR = ADMIN) =>
    core.adopt('local', uuid, { confirm, orchestrator: null }, actor);
  return { host, uuid, core, adopt };
}

test('an adopted domain is a node: in the list, started, deleted; and carries the metadata', async () => {
  const { host, uuid, core, adopt } = await prepared();
  const id = await adopt('theirs');
  expect(host.facts.get(uuid)?.metadata).toMatchObject({ installation: MEMORY_INSTALLATION, nodeId: id });
  expect(await core.nodes.get('theirs')).toMatchObject({ id, uuid, state: 'shut off', template: 'adopted' });
  expect((await core.domains.list('local')).domains).toMatchObject([{ name: 'theirs', node: id }]);
  const started = await core.nodes.act(id, 'start', OPERATOR);
  await eventually('its start', async () => (await core.operations.get(started.id)).endedAt ?? undefined);
  expect(await core.nodes.get(id)).toMatchObject({ state: 'running', bootNumber: 1 });
  await expect(adopt('theirs')).rejects.toMatchObject({ code: 'conflict' });
  const removed = await core.nodes.remove(id, deleteRequest.parse({}), OPERATOR);
  await eventually('its end', async () => (await core.operations.get(removed.id)).endedAt ?? undefined);
  expect(host.facts.has(uuid)).toBe(false);
});

test('nothing is changed without the confirmation and the right, or when it cannot be a node', async () => {
  const { host, uuid, adopt } = await prepared();
  await expect(adopt('other')).rejects.toMatchObject({ code: 'invalid' });
  await expect(adopt('theirs', OPERATOR)).rejects.toMatchObject({ code: 'forbidden' });
  host.volumes.clear();
  await expect(adopt('theirs')).rejects.toMatchObject({ code: 'conflict' });
  expect(host.facts.get(uuid)?.metadata).toBeNull();
});
