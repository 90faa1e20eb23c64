import { test } from 'vitest';
import { DEFAULT_HOST_SETTINGS } from '../../../lib/contract/host-settings.ts';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import type { Core } from '../api.ts';

const atOnce = (bootingAtOnce: number | null) => ({
  settings: { ...DEFAULT_HOST_SETTINGS, bootingAtOnce },
});

/** What each node does: its operation's step, or its state. */
async function doing(core: Core): Promise<string[]> {
  const nodes = await core.nodes.list();
  return nodes
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(({ state, operation }) => operation?.step?.name ?? state);
}

/** How many of them run, once all others wait for their turn. */
const running = (core: Core, count: number) =>
  eventually(`${count} nodes that boot`, async () => {
    const all = await doing(core);
    const [on, waiting] = ['running', 'await-turn'].map((what) => all.filter((each) => each === what).length);
    return (on === count && waiting === all.length - count) || undefined;
  });

test('a host boots only so many nodes at once, also after a restart of the console', async () => {
  const [host, database, dataDir] = [new MemoryHost(), await ownDatabase(), ownDirectory()];
  host.report(atOnce(2));
  const first = await coreOver(host, database, dataDir);
  await first.nodes.create(createRequest.parse({ name: 'edge', count: 5 }), OPERATOR);
  await running(first, 2);
  await first.close();

  const core = await coreOver(host, database, dataDir);
  await running(core, 2);
  const [on] = (await core.nodes.list()).filter(({ state }) => state === 'running');
  if (on === undefined) throw new Error('two are running');
  await core.nodes.act(on.id, 'stop', OPERATOR);
  const waiting = await eventually('its successor', async () => {
    const nodes = await core.nodes.list();
    const left = nodes.filter(({ operation }) => operation?.step?.name === 'await-turn');
    return left.length === 2 ? left : undefined;
  });
  await eventually(
    'two that boot',
    async () => (await doing(core)).filter((each) => each === 'running').length === 2 || undefined,
  );

  const [cancelled] = waiting;
  await core.nodes.remove(cancelled?.id ?? '', deleteRequest.parse({}), OPERATOR);
  host.report(atOnce(null));
  await eventually(
    'all that are left',
    async () => (await doing(core)).filter((each) => each === 'running').length === 3 || undefined,
  );
});
