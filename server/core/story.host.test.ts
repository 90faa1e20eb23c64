import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

const MINUTE = 60_000;
let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0', artefacts: 'built' });
}, 5 * MINUTE);
afterAll(() => simulator[Symbol.asyncDispose]());

test.for(['nio', 'io'] as const)(
  'the whole story of a real machine, %s',
  { timeout: 11 * MINUTE },
  async (flow) => {
    await using console = await TestCore.open({ installation: `cores${flow}`, simulator: simulator.facts });
    const { core, host } = console;
    const name = `core-story-${flow}`;
    await console.settled();
    const before = await host.leftovers();
    await core.nodes.create(
      createRequest.parse({ name, flow, memoryMiB: 1024, vcpus: 2, diskGiB: 1 }),
      OPERATOR,
    );
    const ready = await console.node(
      name,
      'is ready',
      (node) => node.readyAt !== null || node.failure !== null,
      9 * MINUTE,
    );
    expect(ready).toMatchObject({ failure: null, stage: 'ready', state: 'running' });
    const stages = ready.stages.map(({ stage, basis, outcome }) => `${stage} ${basis} ${outcome}`);
    expect(stages).toEqual([
      'defined confirmed passed',
      'powered-on confirmed passed',
      'firmware observed passed',
      'address observed passed',
      'http-boot observed passed',
      'ipxe observed passed',
      'micro-os-download observed passed',
      'micro-os observed passed',
      'onboarding confirmed passed',
      'provisioning confirmed passed',
      'rebooting confirmed passed',
      'os-boot observed passed',
      'ready confirmed passed',
    ]);
    expect(ready.orchestratorView?.instanceId).toMatch(/^inst-/);
    expect(ready.address).toMatch(/^\d+\./);
    const { log } = await core.consoles.open(name, 0);
    expect(await log.read(0, 100)).toMatchObject({ kind: 'bytes', offset: 0 });
    const gone = await core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
    expect(await console.ended(gone.id)).toMatchObject({ state: 'succeeded' });
    expect(await host.leftovers()).toEqual(before);
    const audit = JSON.stringify(await console.database.audit.list(100));
    expect(audit).not.toContain(simulator.facts.onboardingAccount.password);
  },
);
