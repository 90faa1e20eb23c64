import { expect, test } from 'vitest';
import { createRequest } from '../../../lib/contract/node.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';

const OVER_HTTP: readonly Stage[] = [
  ...(['defined', 'powered-on', 'firmware', 'address', 'http-boot'] as const),
  ...(['os-boot', 'ready'] as const),
];

test('a node of an HTTP boot server has no stages of onboarding: new, after a restart, and adopted', async () => {
  const host = new MemoryHost();
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const core = await coreOver(host, database, directory);
  const request = createRequest.parse({ name: 'edge', start: false });
  const { operations, nodes } = await core.nodes.create(request, OPERATOR);
  expect(nodes[0]?.expectedStages).toEqual(OVER_HTTP);
  expect(await outcomeOf(core, operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  await core.close();

  const again = await coreOver(host, database, directory);
  expect((await again.nodes.get('edge')).expectedStages).toEqual(OVER_HTTP);
  await again.close();

  const empty = await coreOver(host, await ownDatabase());
  await expect
    .poll(async () => (await empty.nodes.list()).map(({ expectedStages }) => expectedStages))
    .toEqual([OVER_HTTP]);
});

test('up to the stage at which it is ready', async () => {
  const core = await coreOver(new MemoryHost(), await ownDatabase());
  const ready = { kind: 'stage', stage: 'address' };
  const { nodes } = await core.nodes.create(createRequest.parse({ name: 'edge', ready }), OPERATOR);
  expect(nodes[0]?.expectedStages).toEqual(['defined', 'powered-on', 'firmware', 'address', 'ready']);
});
