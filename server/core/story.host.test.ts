import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CreateRequest, deleteRequest, type Node, type PowerAction } from '../../lib/contract/node.ts';
import type { BootOption } from '../../lib/contract/efi-variables.ts';
import { orchestratorRequest } from '../../lib/contract/orchestrator.ts';
import { type Stage, stageIndex, STAGES } from '../../lib/domain/stages.ts';
import { simulatorOptions } from '../orchestrator/settings.ts';
import { CoreProcess } from '../testing/core-process.ts';
import { lastingInstallation } from '../testing/installation.ts';
import { OPERATOR, TestCore, type TestCoreOptions } from '../testing/core.ts';
import { inOrder, NETWORK_BOOT, SECURE_BOOT_MATCH } from '../testing/console/boot-texts.ts';
import { printed, recordedWithoutGap } from '../testing/console/recorded.ts';
import { PORTS, repeatsRecording } from '../testing/console/recordings.ts';
import { containing } from '../testing/matching.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

const MINUTE = 60_000;
const NOTHING = { domains: [], networks: [], pools: [], volumes: [] };
/** Without questions, onboarding is over in a moment: then it is done while there is no server. */
const KILLED_FROM = { nio: 'micro-os', io: 'onboarding' } as const;
/** As strict as the real orchestrator in everything. */
let simulator: SimulatorProcess;

beforeAll(async () => {
  const args = ['--like', 'real', '--boot-port', '0'];
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0', artefacts: 'built', args });
}, 5 * MINUTE);
afterAll(() => simulator[Symbol.asyncDispose]());

/** Carried out to its end. */
async function act(console: TestCore, name: string, action: PowerAction): Promise<void> {
  const { id } = await console.core.nodes.act(name, action, OPERATOR);
  expect(await console.ended(id)).toMatchObject({ state: 'succeeded', error: null });
}

const placeOf = ({ position }: BootOption) => position ?? Infinity;
const isReady = ({ stage, failure }: Node) => stage === 'ready' || failure !== null;

/** An installed system is restarted, switched off by its power button, and on again; then from the network. */
async function restartIt(console: TestCore, name: string): Promise<void> {
  const { core } = console;
  await act(console, name, 'reboot');
  await console.node(name, 'restarts', ({ stage }) => stage === 'rebooting');
  const again = await console.node(name, 'is ready again', isReady, 4 * MINUTE);
  expect(again).toMatchObject({ bootNumber: 1, failure: null });
  expect(again.stages.slice(-3).map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual([
    'rebooting passed',
    'os-boot passed',
    'ready passed',
  ]);
  await act(console, name, 'shutdown');
  expect(await core.nodes.get(name)).toMatchObject({ state: 'shut off', stage: 'ready', failure: null });
  expect(await core.nodes.boots(name)).toMatchObject([{ number: 1, endReason: 'shutdown', failure: null }]);
  await act(console, name, 'start');
  const second = await console.node(name, 'is ready once more', isReady, 4 * MINUTE);
  expect(second).toMatchObject({ bootNumber: 2, failure: null });
  // Nothing of the installation is told again.
  expect(second.stages.map(({ stage }) => stage)).toEqual(['powered-on', 'firmware', 'os-boot', 'ready']);
  await act(console, name, 'stop');
  await act(console, name, 'netboot');
  await console.node(name, 'boots from the network', ({ stages }) =>
    stages.some(({ stage, outcome }) => stage === 'http-boot' && outcome === 'passed'),
  );
}

const ADMIN = { ...OPERATOR, role: 'admin' } as const;
const LAB = 'lab';
/** On a bus for which the simulator's guests have a driver. */
const MACHINE = { memoryMiB: 1024, vcpus: 2, diskGiB: 1, machine: { diskBus: 'scsi' } } as const;

test.for([
  { flow: 'nio', template: 'emt-standalone', os: 'Edge Microvisor Toolkit', texts: 'microvisor' },
  { flow: 'io', template: 'default-os', os: 'Ubuntu', texts: 'ubuntu' },
] as const)(
  'the whole story of a real machine, $flow, $template, whose server is killed while it is onboarded',
  { timeout: 14 * MINUTE },
  async ({ flow, template, os, texts: recording }) => {
    const options = await lastingInstallation(`cores${flow}`, simulator.facts);
    const name = `core-${options.installation}`;
    await addOrchestrator(options, flow);
    await onboardedTo(KILLED_FROM[flow], options, { name, flow, orchestrator: LAB, template, ...MACHINE });

    await using console = await TestCore.open(options);
    const { core, host } = console;
    await console.settled();
    await act(console, name, 'pause');
    expect(await core.nodes.get(name)).toMatchObject({ state: 'paused', failure: null });
    await act(console, name, 'resume');
    const ready = await console.node(
      name,
      'is ready',
      (node) => node.readyAt !== null || node.failure !== null,
      9 * MINUTE,
    );
    expect(ready).toMatchObject({ failure: null, stage: 'ready', state: 'running', bootNumber: 1 });
    expect(toldStages(ready)).toEqual(['defined confirmed passed', ...STORY[flow]]);
    expect(ready.orchestratorView?.instanceId).toMatch(/^inst-/);
    expect(ready.address).toMatch(/^\d+\./);
    expect(ready.orchestratorView?.os).toContain(os);
    for (const port of PORTS) expect(await recordedWithoutGap(console, name, port)).toBeGreaterThan(3000);
    await hasEvidence(console, name, flow);
    await repeatsRecording(`${flow}-${recording}`, (port) => printed(console, name, port));
    const texts = PORTS.map(async (port) => (await printed(console, name, port)).toString());
    expectTexts[recording](await Promise.all(texts), ready);
    const { bootOptions } = await core.nodes.efiVariables(name);
    // The workflow has deactivated the network's; OVMF makes that anew, behind all others.
    const [first, second] = bootOptions.toSorted((one, other) => placeOf(one) - placeOf(other));
    expect([first?.description, second?.description]).toEqual([
      template === 'default-os' ? 'ubuntu' : 'microvisor',
      containing('HARDDISK'),
    ]);
    if (recording === 'ubuntu') await restartIt(console, name);
    else await provisionAgain(console, ready);
    const gone = await core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
    expect(await console.ended(gone.id)).toMatchObject({ state: 'succeeded' });
    expect(await host.leftovers()).toMatchObject(NOTHING);
    await core.orchestrators.remove(LAB, ADMIN);
    expect((await core.orchestrators.list()).map(({ name: each }) => each)).toEqual(['simulator']);
    const audit = JSON.stringify(await console.database.audit.list(100));
    expect(audit).not.toContain(simulator.facts.onboardingAccount.password);
  },
);

/** What the orchestrator said is there after the fact, and what was typed is not. */
async function hasEvidence({ core }: TestCore, name: string, flow: 'nio' | 'io'): Promise<void> {
  const { answering, boots } = await core.nodes.detail(name);
  const [{ stages, steps } = { stages: [], steps: [] }] = boots;
  const said = Object.fromEntries(stages.map((event) => [event.stage, event.statuses]));
  for (const stage of ['onboarding', 'provisioning', 'ready'])
    expect(said[stage]).toContainEqual(expect.objectContaining({ indicator: 'idle' }));
  expect(steps.length).toBeGreaterThan(0);
  for (const { step, total, endedAt } of steps) {
    expect(step).toBeLessThanOrEqual(total);
    expect(total).toBe(flow === 'io' ? 12 : 8);
    expect(endedAt).not.toBeNull();
  }
  expect(answering?.by).toBe(flow === 'io' ? 'console' : undefined);
  for (const port of [0, 1]) {
    const { log } = await core.consoles.open(name, port);
    const chunk = await log.read(0, log.facts.end);
    expect(chunk?.kind).toBe('bytes');
    if (chunk?.kind === 'bytes')
      expect(chunk.bytes.includes(simulator.facts.onboardingAccount.password)).toBe(false);
  }
}

const INSTALLED = [
  'powered-on confirmed passed',
  'firmware observed passed',
  'address observed passed',
  'http-boot observed passed',
  'ipxe observed passed',
  'micro-os-download observed passed',
  'micro-os observed passed',
  'onboarding confirmed passed',
];
const STORY = {
  nio: [...INSTALLED, 'provisioning confirmed passed', 'ready confirmed passed'],
  io: [
    ...INSTALLED,
    'provisioning confirmed passed',
    'rebooting confirmed passed',
    'os-boot observed passed',
    'ready confirmed passed',
  ],
};

/** A standalone system is ready as soon as it is installed, maybe a moment before its reboot. */
const toldStages = ({ flow, stages }: Node) =>
  stages
    .filter(({ stage }) => flow === 'io' || (stage !== 'rebooting' && stage !== 'os-boot'))
    .map(({ stage, basis, outcome }) => `${stage} ${basis} ${outcome}`);

/** In place: the same node boots from the network once more, although its firmware had been told not to. */
async function provisionAgain(console: TestCore, { name, uuid, serial }: Node): Promise<void> {
  const { id } = await console.core.nodes.reprovision(name, OPERATOR);
  expect(await console.ended(id)).toMatchObject({ state: 'succeeded', error: null });
  const again = await console.node(name, 'is ready after all', isReady, 5 * MINUTE);
  expect(again).toMatchObject({ uuid, serial, bootNumber: 2, failure: null });
  expect(toldStages(again)).toEqual(STORY.nio);
}

/** What both ports have printed up to ready. */
const expectTexts = {
  microvisor: (texts: readonly string[]) => {
    expect(texts[1]).toContain('EdgeMicrovisorBootkit login: ');
    for (const text of texts) {
      expect(text).not.toContain('Linux version');
      inOrder(text, [...NETWORK_BOOT, SECURE_BOOT_MATCH]);
      // Silent once its kernel runs.
      expect(text).toMatch(/BdsDxe: starting Boot\d{4}[^\n]*\r\n(EFI stub: [^\n]*\r\n)*$/);
    }
  },
  ubuntu: (texts: readonly string[], { answering }: Node) => {
    const { username } = simulator.facts.onboardingAccount;
    const typedAt = answering?.port ?? -1;
    for (const [port, text] of texts.entries()) {
      inOrder(text, [...NETWORK_BOOT, 'Username: ', SECURE_BOOT_MATCH, 'login: ']);
      // Typed on one port, and echoed on no other.
      expect(text.includes(username)).toBe(port === typedAt);
      expect(text.includes('\r\n\r\nUsername, Password received: Processing\r\n')).toBe(port === typedAt);
    }
  },
};

/** The same simulator once more, as an Edge Orchestrator that an administrator adds. */
async function addOrchestrator(options: TestCoreOptions, flow: 'nio' | 'io'): Promise<void> {
  const { settings, secrets } = simulatorOptions(LAB, simulator.facts);
  const request = orchestratorRequest.parse({ kind: 'edge-orchestrator', name: LAB, settings, secrets });
  const console = await TestCore.open(options);
  const { core } = console;
  await core.orchestrators.add(request, ADMIN);
  // No OS can be named for an interactive node; this orchestrator installs one only if it is told to.
  if (flow === 'io') await core.provisioning.change(LAB, { confirm: LAB, autoProvision: true }, ADMIN);
  await console.close();
}

/** A server that makes a node and is killed when it has come this far. */
async function onboardedTo(
  stage: Stage,
  options: Parameters<typeof CoreProcess.start>[0],
  request: Partial<CreateRequest>,
): Promise<void> {
  // A stage that lasts a moment is told together with the next.
  const far = new Set<string>(STAGES.slice(stageIndex(stage)));
  await using victim = await CoreProcess.start(options);
  victim.create(request);
  await victim.said('node', (node) => far.has(node.stage ?? ''), 5 * MINUTE);
  await victim.kill();
}
