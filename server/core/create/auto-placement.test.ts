import { expect, test } from 'vitest';
import { createRequest, type CreateInput } from '../../../lib/contract/node.ts';
import { DEFAULT_HOST_SETTINGS } from '../../../lib/contract/host-settings.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';

/** With room for so many nodes of 1 GiB, and of everything else for more. */
function hostFor(name: string, nodes: number, labels: string[] = []): MemoryHost {
  const host = new MemoryHost({ name });
  const memoryFreeMiB = nodes * 1024 + DEFAULT_HOST_SETTINGS.reservedMemoryMiB;
  host.report({
    settings: { ...DEFAULT_HOST_SETTINGS, labels },
    capacity: {
      ...{
        cpus: 64,
        vcpusUsed: 0,
        domainsRunning: 0,
        memoryMiB: 65_536,
        memoryFreeMiB,
        memoryPromisedMiB: 0,
      },
      ...{ poolGiB: 100, poolFreeGiB: 100, poolPromisedGiB: 0, otherPools: [] },
    },
  });
  return host;
}

const asked = (changes: CreateInput) =>
  createRequest.parse({
    template: 'http-boot',
    name: 'edge',
    vcpus: 1,
    memoryMiB: 1024,
    diskGiB: 8,
    ...changes,
  });

async function consoleWith(...hosts: MemoryHost[]) {
  const core = await coreOver(hosts, await ownDatabase());
  return {
    core,
    create: async (changes: CreateInput) => core.nodes.create(asked(changes), OPERATOR),
  };
}

test('nodes are spread by room, and preview and run say why', async () => {
  const { core, create } = await consoleWith(hostFor('local', 3), hostFor('lab', 5), hostFor('full', 0));
  const reasons = [
    'local: 1 node; it has room for 3 of this size, limited by memory.',
    'lab: 3 nodes; it has room for 5 of this size, limited by memory.',
    'full: none, because it has no room for one (memory).',
  ];
  const preview = await core.nodes.preview(asked({ count: 4, host: 'auto' }));
  expect(preview.placement).toEqual(reasons);
  expect(preview.nodes.map(({ name, host }) => `${name} ${host}`)).toEqual([
    ...['edge-1 local', 'edge-2 lab', 'edge-3 lab', 'edge-4 lab'],
  ]);
  const { run, nodes, operations } = await create({ count: 4 });
  expect(run.placement).toEqual(reasons);
  expect(nodes.map(({ host }) => host)).toEqual(['local', 'lab', 'lab', 'lab']);
  for (const { id } of operations) expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  expect((await core.runs.get(run.id)).placement).toEqual(reasons);
});

test('two creates at once do not get the same room', async () => {
  const { create } = await consoleWith(hostFor('local', 2), hostFor('lab', 2));
  const outcomes = await Promise.allSettled([
    create({ count: 3, name: 'one', host: 'auto' }),
    create({ count: 3, name: 'two', host: 'auto' }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'no-capacity', message: /^There is no room for 2 of 3 nodes/ },
  });
});

test('a disk of a node that is off is still its own', async () => {
  const { core, create } = await consoleWith(hostFor('local', 40), hostFor('lab', 40));
  const { operations } = await create({ count: 20, diskGiB: 10, start: false });
  for (const { id } of operations) await outcomeOf(core, id);
  await expect(core.nodes.preview(asked({ host: 'auto', diskGiB: 1 }))).rejects.toMatchObject({
    message: /disk/,
  });
});

test('only where all labels are; a host that was named is taken with a warning', async () => {
  const { core } = await consoleWith(hostFor('local', 9), hostFor('lab', 2, ['gpu']));
  const request = asked({ hostLabels: ['gpu'] });
  expect((await core.nodes.preview(request)).nodes).toMatchObject([{ host: 'lab' }]);
  const named = await core.nodes.preview({ ...request, host: 'local' });
  expect(named.nodes).toMatchObject([{ host: 'local' }]);
  expect(named.warnings).toContain('local lacks what these nodes ask for: gpu.');
  await expect(core.nodes.preview({ ...request, hostLabels: ['tpu'] })).rejects.toMatchObject({
    code: 'no-capacity',
  });
});

test('a host that hangs is neither waited for nor chosen', async () => {
  const hanging = hostFor('lab', 50);
  hanging.connection = new Promise(() => undefined);
  hanging.report({ state: 'connecting', reason: 'no answer yet' });
  const { core } = await consoleWith(hostFor('local', 2), hanging);
  const { placement } = await core.nodes.preview(asked({ host: 'auto' }));
  expect(placement[1]).toBe('lab: none, because it has no room for one (no answer yet).');
});

test('a host that is connected and does not answer is passed over', async () => {
  const silent = hostFor('lab', 50);
  silent.answers = () => Promise.resolve(false);
  const { core } = await consoleWith(hostFor('local', 2), silent);
  const { placement, nodes } = await core.nodes.preview(asked({ host: 'auto' }));
  expect(nodes).toMatchObject([{ host: 'local' }]);
  expect(placement[1]).toBe('lab: none, because it has no room for one (it does not answer).');
});

test('the capacity of a template, and of another size', async () => {
  const { core } = await consoleWith(hostFor('local', 4), hostFor('lab', 9));
  const fits = async (memoryMiB: number) =>
    (await core.capacity.list({ template: 'http-boot', vcpus: 1, memoryMiB, diskGiB: 1 })).map(
      (each) => each.fits,
    );
  expect(await fits(1024)).toEqual([4, 9]);
  expect(await fits(2048)).toEqual([2, 4]);
});
