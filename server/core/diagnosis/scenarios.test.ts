import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createRequest, deleteRequest, type Node } from '../../../lib/contract/node.ts';
import type { Diagnosis, DiagnosisState } from '../../../lib/contract/diagnosis.ts';
import type { Core } from '../api.ts';
import { EdgeOrchestrator } from '../../orchestrator/edge-orchestrator.ts';
import { simulatorOptions } from '../../orchestrator/settings.ts';
import { recordedPort } from '../../testing/console/recordings.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase } from '../../testing/database.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';

/** A real simulator with its scenarios, and machines in memory that print what real ones printed in them. */
let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start();
});
afterEach(() => simulator.clearScenarios());
afterAll(() => simulator[Symbol.asyncDispose]());

interface Setting {
  readonly core: Core;
  readonly host: MemoryHost;
  readonly node: Node;
  readonly verdict: () => Promise<Diagnosis>;
}

/** Names of the nodes' network resolve to this machine, where the simulator listens. */
class Nearby extends EdgeOrchestrator {
  override async bootFacts() {
    const facts = await super.bootFacts();
    return { ...facts, hosts: facts.hosts.map((each) => ({ ...each, address: '127.0.0.1' })) };
  }
}

/** A node that is on and has printed nothing yet. */
async function booting(host = new MemoryHost()): Promise<Setting> {
  const options = simulatorOptions('sim', simulator.facts);
  const adapter = new Nearby(options);
  onTestFinished(() => adapter.close());
  const core = await coreOver(host, await ownDatabase(), undefined, 0, [adapter]);
  const asked = createRequest.parse({ name: 'edge', orchestrator: 'sim' });
  const { operations } = await core.nodes.create(asked, OPERATOR);
  for (const { id } of operations) expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  const node = await core.nodes.get('edge');
  const verdict = () => core.diagnoses.run({ node: 'edge', boot: undefined }, OPERATOR);
  return { core, host, node, verdict };
}

function prints({ host, node }: Setting, recording: string): void {
  for (const port of [0, 1]) host.port(node.uuid, port).print(recordedPort(recording, port));
}

const failed = async ({ core }: Setting): Promise<void> => {
  await expect.poll(async () => (await core.nodes.get('edge')).failure, { timeout: 20_000 }).not.toBeNull();
};

const HERE = { address: '127.0.0.1' };
const keptOf = async ({ core }: Setting) =>
  (await core.diagnoses.latest({ node: 'edge', boot: 1 })).diagnosis;

test(
  'wrong-ca: the verdict comes by itself, is certain, and has the line and the certificate',
  { timeout: 60_000 },
  async () => {
    const setting = await booting();
    const told: DiagnosisState[] = [];
    setting.core.onChange(({ kind, object }) => void (kind === 'diagnosis' && told.push(object)));
    // Without limits it spares this machine, from where the console looks.
    await simulator.scenario('wrong-ca', {}, HERE);
    prints(setting, 'wrong-ca');
    await failed(setting);
    await expect
      .poll(() => keptOf(setting), { timeout: 30_000 })
      .toMatchObject({
        ...{
          cause: 'certificate-authority',
          confidence: 'certain',
          automatic: true,
          boot: 1,
          stage: 'http-boot',
        },
        action: { kind: 'orchestrator', name: 'sim' },
      });
    const kept = await keptOf(setting);
    // One change when it begins, one when it is there; whoever asks gets the same.
    expect(told).toMatchObject([
      { node: setting.node.id, boot: 1, running: true, diagnosis: null },
      { node: setting.node.id, boot: 1, running: false, diagnosis: kept },
    ]);
    expect(await setting.core.diagnoses.latest({ node: 'edge', boot: 1 })).toEqual(told[1]);
    expect(kept?.evidence.map(({ topic }) => topic)).toEqual(['certificates', 'output']);
    expect(kept?.evidence[1]?.evidence).toMatchObject({
      line: containing('Could not retrieve NBP file size'),
    });
    expect(kept?.evidence[0]?.text).toContain('was not signed by the CA');
    expect(kept?.alsoChecked.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(['lease', 'dhcp', 'status']),
    );
  },
);

test.each([
  ['unknown-name', 'certificate-name', 'certain'],
  ['nbp-missing', 'file-missing', 'certain'],
] as const)(
  '%s, which firmware tells as it tells a wrong CA',
  { timeout: 60_000 },
  async (scenario, cause, confidence) => {
    const setting = await booting();
    await simulator.scenario(scenario, {}, scenario === 'nbp-missing' ? {} : HERE);
    prints(setting, 'wrong-ca');
    await failed(setting);
    expect(await setting.verdict()).toMatchObject({ cause, confidence });
  },
);

test.each([
  ['unknown-device', 'not-registered', 'likely'],
  ['wrong-password', 'account-refused', 'likely'],
] as const)('%s', async (scenario, cause, confidence) => {
  const setting = await booting();
  prints(setting, scenario);
  await failed(setting);
  const { evidence, ...found } = await setting.verdict();
  expect(found).toMatchObject({ cause, confidence, stage: 'onboarding' });
  expect(evidence[0]).toMatchObject({ topic: 'output', basis: 'observed' });
});

test('the orchestrator’s API fails: the boot is still explained, and that is said', async () => {
  const setting = await booting();
  await simulator.scenario('server-error', { status: 503 });
  prints(setting, 'wrong-ca');
  await failed(setting);
  const { alsoChecked } = await setting.verdict();
  expect(alsoChecked.find(({ topic }) => topic === 'status')).toMatchObject({
    ...{ outcome: 'problem', finding: 'api-failing' },
  });
});

test('a boot that is past is explained by what was recorded; the node may be deleted', async () => {
  const setting = await booting();
  const { core } = setting;
  prints(setting, 'unknown-device');
  await failed(setting);
  for (const action of ['stop', 'start'] as const) {
    const { id } = await core.nodes.act('edge', action, OPERATOR);
    expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  }
  const past = await core.diagnoses.run({ node: 'edge', boot: 1 }, OPERATOR);
  expect(past).toMatchObject({ boot: 1, cause: 'not-registered', confidence: 'likely' });
  expect(past.alsoChecked.find(({ topic }) => topic === 'lease')).toMatchObject({
    ...{ outcome: 'unchecked', text: 'The node has been started again since.' },
  });
  const { id } = await core.nodes.remove('edge', deleteRequest.parse({}), OPERATOR);
  expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  const { id: gone } = setting.node;
  expect((await core.diagnoses.latest({ node: gone, boot: 1 })).diagnosis?.cause).toBe('not-registered');
  expect((await core.diagnoses.run({ node: gone, boot: 1 }, OPERATOR)).cause).toBe('not-registered');
});

test('a node that was never on, and a boot that it has not', async () => {
  const { core } = await booting();
  await expect(core.diagnoses.latest({ node: 'edge', boot: 7 })).rejects.toMatchObject({ code: 'not-found' });
  const viewer = { ...OPERATOR, role: 'viewer' } as const;
  await expect(core.diagnoses.run({ node: 'edge', boot: 1 }, viewer)).rejects.toMatchObject({
    code: 'forbidden',
  });
});
