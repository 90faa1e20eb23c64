import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import { withDeniedHost } from '../testing/denied-host.ts';
import { anyText, containing } from '../testing/matching.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

vi.setConfig({ testTimeout: 5 * 60_000, hookTimeout: 3 * 60_000 });

let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const SMALL = { memoryMiB: 512, vcpus: 1, diskGiB: 1 };
const request = (fields: object) => createRequest.parse({ ...SMALL, start: false, ...fields });

/** Neither present nor deleted: what was refused has no history. */
async function expectNoNode({ database }: TestCore): Promise<void> {
  for (const deleted of [false, true]) expect(await database.nodes.list({ deleted })).toEqual([]);
}

test('impossible requests are refused and leave nothing', async () => {
  const installation = newInstallation('corer1');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host } = console;
  await console.settled();
  const before = await host.leftovers();
  // First, since a boot program that was seen counts as there for a while.
  await simulator.scenario('nbp-missing');
  await expect(core.nodes.create(request({}), OPERATOR)).rejects.toMatchObject({
    code: 'no-artefacts',
    fix: containing('npm run artefacts'),
  });
  await simulator.clearScenarios();
  const refusals = [
    [{ template: 'no-such' }, 'invalid'],
    [{ serials: ['bad serial'] }, 'malformed'],
    [{ host: 'elsewhere' }, 'not-found'],
    [{ orchestrator: 'elsewhere' }, 'not-found'],
    [{ diskGiB: 10_000 }, 'no-capacity'],
  ] as const;
  for (const [fields, code] of refusals) {
    if (code === 'malformed') expect(() => request(fields)).toThrow('letters and digits');
    else await expect(core.nodes.create(request(fields), OPERATOR)).rejects.toMatchObject({ code });
  }
  const viewer = { ...OPERATOR, role: 'viewer' } as const;
  await expect(core.nodes.create(request({}), viewer)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await host.leftovers()).toEqual(before);
  await expectNoNode(console);
});

test('an orchestrator with a certificate of another CA: refused, and nothing is created', async () => {
  const authority = rootCertificates[0] ?? '';
  const facts = { ...simulator.facts, authority };
  await using console = await TestCore.open({ installation: newInstallation('corer3'), simulator: facts });
  await console.settled();
  const before = await console.host.leftovers();
  await expect(console.core.nodes.create(request({}), OPERATOR)).rejects.toMatchObject({
    code: 'orchestrator-certificate',
    fix: containing('PEM of the CA'),
  });
  expect(await console.host.leftovers()).toEqual(before);
  await expectNoNode(console);
});

test('a host that this user may not access: refused, and nothing is recorded', async () => {
  await withDeniedHost(async (uri) => {
    const installation = newInstallation('corer4');
    await using console = await TestCore.open({ installation, simulator: simulator.facts, uri });
    await expect(console.core.nodes.create(request({}), OPERATOR)).rejects.toMatchObject({
      code: 'host-permission',
      fix: containing('group libvirt'),
    });
    await expectNoNode(console);
  });
});

test('of two creates with one name, one succeeds; a refused registration rolls everything back', async () => {
  const installation = newInstallation('corer2');
  await using console = await TestCore.open({ installation, simulator: simulator.facts });
  const { core, host, orchestrator } = console;
  const name = `core-${installation}`;
  const outcomes = await Promise.allSettled([
    core.nodes.create(request({ name }), OPERATOR),
    core.nodes.create(request({ name }), OPERATOR),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'conflict' },
  });
  const { id } = await console.node(
    name,
    'is defined',
    ({ state, operation }) => state === 'shut off' && operation === null,
  );
  const before = await host.leftovers();

  const stranger = { name: 'stranger', serial: 'CORER2X', uuid: '4f0c5c1e-0000-4000-8000-00000000c0de' };
  // Somebody else registers it after the plan has found it free.
  const register = orchestrator.register.bind(orchestrator);
  orchestrator.register = async (node) => {
    await register({ ...stranger, autoOnboard: true });
    await register(node);
  };
  const made = await core.nodes.create(request({ name: `${name}-b`, serials: [stranger.serial] }), OPERATOR);
  const operation = await console.ended(made.operations[0]?.id ?? '');
  expect(operation).toMatchObject({ state: 'failed', error: { code: 'conflict' } });
  expect(await host.leftovers()).toEqual(before);
  expect(await core.nodes.get(`${name}-b`)).toMatchObject({
    stage: 'failed',
    failure: { class: 'host' },
  });
  expect(await orchestrator.removalOf(stranger)).toMatchObject({ host: anyText });

  const gone = await core.nodes.remove(id, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(gone.id)).toMatchObject({ state: 'succeeded' });
  expect(await host.leftovers()).toMatchObject({ domains: [], networks: [], pools: [], volumes: [] });
});
