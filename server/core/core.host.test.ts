import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import { eventually } from '../testing/eventually.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 5 * 60_000, hookTimeout: 3 * 60_000 });

let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const request = (fields: object) => createRequest.parse({ memoryMiB: 512, vcpus: 1, diskGiB: 1, ...fields });

test('a node is created, runs, and is deleted without leftovers', async () => {
  const installation = newInstallation('corea');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host } = console;
  await console.settled();
  const name = `core-${installation}`;
  const before = await host.leftovers();
  const unchosen = core.nodes.preview(request({ template: 'microvisor', flow: 'io' }));
  await expect(unchosen).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'flow' }] });
  const made = await core.nodes.create(request({ name }), OPERATOR);
  expect(made).toMatchObject({
    run: { state: 'running', ready: 0, failed: 0 },
    nodes: [{ name, stage: 'defined', operation: { kind: 'create' } }],
    operations: [{ kind: 'create', state: 'recorded' }],
  });
  const [operation] = made.operations;
  expect(await console.ended(operation?.id ?? '')).toMatchObject({ state: 'succeeded', error: null });
  const node = await console.node(name, 'runs', ({ state }) => state === 'running');
  expect(node).toMatchObject({ bootNumber: 1, stages: [{ stage: 'defined' }, { stage: 'powered-on' }] });
  await console.node(name, 'shows its firmware', ({ stage }) => stage !== 'powered-on');
  const { address } = await console.node(name, 'has an address', (found) => found.address !== null);
  const { network, mac } = (await console.database.nodes.get(node.id)) ?? { network: '', mac: '' };
  expect(address).toBe(await host.networks.address(network, mac));

  const removal = await core.nodes.removal(name);
  // Whether QEMU's log goes with it depends on the user that the test runs as.
  expect(new Set(removal.items.map(({ kind }) => kind).filter((kind) => kind !== 'log'))).toEqual(
    new Set(['domain', 'nvram', 'tpm', 'volume', 'network', 'pool', 'orchestrator-host']),
  );
  const gone = await core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(gone.id)).toMatchObject({ state: 'succeeded' });
  expect(await host.leftovers()).toEqual(before);
  // The orchestrator's own controllers take a moment.
  await eventually('the end of its host', async () => {
    const { host: left } = await console.orchestrator.removalOf(node);
    return left === null || undefined;
  });
  expect(await core.nodes.list()).toEqual([]);
  const detail = await core.nodes.detail(name);
  expect(detail).toMatchObject({ stage: 'cancelled', boots: [{ number: 1, endReason: 'destroyed' }] });
});
