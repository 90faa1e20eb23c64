import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import type { Failure } from '../../lib/contract/boot.ts';
import type { Diagnosis } from '../../lib/contract/diagnosis.ts';
import { createRequest, deleteRequest, type Node } from '../../lib/contract/node.ts';
import { inOrder, NETWORK_BOOT, SECURE_BOOT_MATCH } from '../testing/console/boot-texts.ts';
import { printed } from '../testing/console/recorded.ts';
import { PORTS, repeatsRecording } from '../testing/console/recordings.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { eventually } from '../testing/eventually.ts';
import { newInstallation } from '../testing/installation.ts';
import { containing, matching } from '../testing/matching.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

/**
 * Real machines that fail by the simulator's scenarios: each boot proves the firmware, the simulator, the recogniser and
 * the reported failure.
 */
const MINUTE = 60_000;
const NOTHING = { domains: [], networks: [], pools: [], volumes: [] };
const REFUSED = 'Incorrect username and password provided.';
const run = promisify(execFile);
const installation = newInstallation('coreb');
let simulator: SimulatorProcess;
let console: TestCore;

beforeAll(async () => {
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0', artefacts: 'built' });
  console = await TestCore.open({ installation, simulator: simulator.facts });
  await console.settled();
}, 5 * MINUTE);

afterAll(async () => {
  await console[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
}, 2 * MINUTE);

/** Resolves when it is made, and runs unless `start` is false. A second try of the test finds none of the first. */
async function created(owner: TestCore, name: string, fields: object = {}): Promise<Node> {
  onTestFailed(() => removed(owner, name));
  const size = { memoryMiB: 1024, vcpus: 1, diskGiB: 1 };
  const request = createRequest.parse({ name, ...size, ...fields });
  const { operations } = await owner.core.nodes.create(request, OPERATOR);
  expect(await owner.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded', error: null });
  return owner.core.nodes.get(name);
}

async function removed(owner: TestCore, name: string): Promise<void> {
  const { id } = await owner.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await owner.ended(id)).toMatchObject({ state: 'succeeded' });
  expect(await owner.host.leftovers()).toMatchObject(NOTHING);
}

/** What is told of the node, once it has failed. */
async function failureOf(owner: TestCore, name: string): Promise<Failure> {
  const { failure, stage } = await owner.node(name, 'fails', (node) => node.failure !== null, 5 * MINUTE);
  expect(stage).toBe('failed');
  if (failure === null) throw new Error('it has just had one');
  return failure;
}

/** What the console has found out by itself, after the node failed. */
async function verdictOn(owner: TestCore, name: string): Promise<Diagnosis> {
  const { stages } = await owner.core.nodes.get(name);
  const failedAt = stages.at(-1)?.endedAt ?? '';
  return eventually(
    'the verdict',
    async () => {
      const { running, diagnosis } = await owner.core.diagnoses.latest({ node: name, boot: 1 });
      return running || diagnosis === null || diagnosis.at < failedAt ? undefined : diagnosis;
    },
    { patience: MINUTE },
  );
}

const repeats = (owner: TestCore, recording: string, name: string) =>
  repeatsRecording(recording, (port) => printed(owner, name, port));
const textOf = async (owner: TestCore, name: string, port: number) =>
  (await printed(owner, name, port)).toString();

test(
  'wrong-ca: the firmware refuses the server, and the CA is suspected',
  { timeout: 6 * MINUTE },
  async () => {
    const name = `${installation}-ca`;
    await simulator.scenario('wrong-ca');
    await created(console, name);
    // From now on for this machine, too, from where the console looks for the cause.
    await simulator.scenario('wrong-ca', {}, { address: '*' });
    expect(await failureOf(console, name)).toMatchObject({
      ...{ class: 'boot', stage: 'http-boot', fix: containing('CA') },
      cause: matching(/wrong or missing CA/),
      evidence: { line: containing('Could not retrieve NBP file size from HTTP server.') },
    });
    const { alsoChecked, ...verdict } = await verdictOn(console, name);
    expect(verdict).toMatchObject({ cause: 'certificate-authority', confidence: 'certain', automatic: true });
    // The log of its DHCP server: the address and the boot program are not to blame.
    expect(alsoChecked.find(({ topic }) => topic === 'dhcp-log')).toMatchObject({
      ...{ outcome: 'fine', finding: 'dhcp-offered' },
      text: matching(/^52:54:.* got one and was sent to https:.*signed_ipxe\.efi\.$/),
    });
    await repeats(console, 'wrong-ca', name);
    for (const port of PORTS) expect(await textOf(console, name, port)).not.toContain('iPXE');
    await simulator.clearScenarios();
    await removed(console, name);
  },
);

test.for([
  ['disk-too-small', 'storage', 'disk-too-small', /disk of the node.* in step 3 of 12, “Streaming OS image”/],
  ['image-checksum', 'storage', 'image-damaged', /damaged.*in step 3 of 12, “Streaming OS image”/],
] as const)(
  '%s: the image is not written, and the orchestrator’s report is shown',
  { timeout: 8 * MINUTE },
  async ([scenario, ofClass, verdict, cause]) => {
    const name = `${installation}-${scenario}`;
    onTestFailed(() => simulator.clearScenarios());
    const { serial } = await created(console, name, { start: false });
    await simulator.scenario(scenario, {}, { serial });
    await console.core.nodes.act(name, 'start', OPERATOR);
    expect(await failureOf(console, name)).toMatchObject({
      ...{ class: ofClass, stage: 'provisioning', cause: matching(cause) },
      evidence: { port: null, line: containing('Provisioning Failed: 3/12: Streaming OS image failed: ') },
    });
    expect(await verdictOn(console, name)).toMatchObject({ cause: verdict, confidence: 'certain' });
    await repeats(console, scenario, name);
    // Only the orchestrator reports the cause.
    const text = await textOf(console, name, 0);
    inOrder(text, [...NETWORK_BOOT, SECURE_BOOT_MATCH]);
    expect(text.trimEnd().endsWith(SECURE_BOOT_MATCH)).toBe(true);
    // The next node may get the same serial number.
    await simulator.clearScenarios();
    await removed(console, name);
  },
);

/** Each port of the installed system refuses a wrong account and lets the right one in. */
async function logsIn(owner: TestCore, name: string): Promise<void> {
  for (const port of PORTS) {
    // The kernel may print between the two.
    const says = (what: string, times = 1) =>
      eventually(
        `“${what}” on port ${port}, ${times} times`,
        async () => (await textOf(owner, name, port)).split(what).length > times || undefined,
        { patience: MINUTE },
      );
    const type = (text: string) => owner.core.consoles.write(name, port, `${text}\n`, OPERATOR);
    await type('root');
    await says('Password: ');
    await type('root');
    await says('Login incorrect');
    await says(' login: ', 2);
    await type('user');
    await says('Password: ', 2);
    await type('user');
    await says('user@host-');
  }
}

/** More vCPUs and a larger disk reach a guest while it runs, and its card loses its link when it is moved. */
async function growsWhileItRuns(owner: TestCore, { name, uuid }: Node): Promise<void> {
  const { id } = await owner.core.nodes.edit(name, { vcpus: 2, diskGiB: 2 }, OPERATOR);
  expect(await owner.ended(id)).toMatchObject({ state: 'succeeded', error: null });
  // To where it is, because the simulator's nodes belong there.
  const { network } = (await owner.host.domains.configuration(uuid)).next;
  await owner.host.domains.reconfigure(uuid, { network });
  const files = ['devices/system/cpu/present', 'block/vda/size', 'class/net/eth0/carrier_changes'];
  const looks = `while sleep 1; do echo $(cat ${files.map((file) => `/sys/${file}`).join(' ')}); done\n`;
  await owner.core.consoles.write(name, 0, looks, OPERATOR);
  let text = '';
  await eventually(
    'the guest to see two processors, 2 GiB, and that its link was down',
    async () => {
      text = await textOf(owner, name, 0);
      return text.includes('\n0-1 4194304 4\r') || undefined;
    },
    { patience: MINUTE, seen: () => text.slice(-500) },
  );
}

test(
  'from a disk with nothing but iPXE on it to ready, to log in, and to grow',
  { timeout: 8 * MINUTE },
  async () => {
    const name = `${installation}-ipxe`;
    await created(console, name, { bootSource: { kind: 'ipxe-disk' }, start: false });
    const room = await console.core.nodes.edit(name, { maxVcpus: 2 }, OPERATOR);
    expect(await console.ended(room.id)).toMatchObject({ state: 'succeeded', error: null });
    await console.core.nodes.act(name, 'start', OPERATOR);
    const isOver = ({ readyAt, failure }: Node) => readyAt !== null || failure !== null;
    const ready = await console.node(name, 'is ready', isOver, 6 * MINUTE);
    expect(ready).toMatchObject({ stage: 'ready', failure: null, bootNumber: 1 });
    await repeats(console, 'nio-ipxe-disk', name);
    for (const port of PORTS) {
      const text = await textOf(console, name, port);
      expect(text).not.toContain('Start HTTP Boot');
      inOrder(text, [...NETWORK_BOOT.slice(1), SECURE_BOOT_MATCH, 'login: ']);
    }
    await logsIn(console, name);
    await growsWhileItRuns(console, ready);
    await removed(console, name);
  },
);

/** What libvirt runs for an installation. */
async function programsOf(owner: string): Promise<string[]> {
  const { stdout } = await run('pgrep', ['--full', '--list-name', owner]).catch(() => ({ stdout: '' }));
  return [...new Set(stdout.match(/\b(?:qemu|swtpm|dnsmasq)/g))].sort();
}

test(
  'two orchestrators on one host: a device that one does not know, and a wrong account at the other, which goes on when the one ends',
  { timeout: 12 * MINUTE },
  async () => {
    // The same in both: what tells the nodes apart is whom they can reach, and whose CA they trust.
    const serial = 'VH001N001M10';
    const owner = newInstallation('corebo');
    const [one, other] = [`${installation}-a`, `${owner}-b`];
    await using others = await SimulatorProcess.start({ listen: '0.0.0.0', artefacts: 'built' });
    await using otherConsole = await TestCore.open({ installation: owner, simulator: others.facts });
    await otherConsole.settled();
    await others.scenario('unknown-device', {}, { serial });
    const { uuid } = await created(otherConsole, other, { serials: [serial] });
    const isUp = ({ stage }: Node) => ['micro-os', 'onboarding', 'failed'].includes(stage);
    await otherConsole.node(other, 'runs its micro-OS', isUp, 5 * MINUTE);

    await using wrong = await TestCore.open({
      installation: newInstallation('corebw'),
      simulator: {
        ...simulator.facts,
        onboardingAccount: { username: 'nobody', password: 'not-the-password' },
      },
    });
    await wrong.settled();
    await created(wrong, one, { serials: [serial], flow: 'io' });

    expect(await failureOf(otherConsole, other)).toMatchObject({
      ...{ class: 'onboarding', stage: 'onboarding', fix: containing('Register the serial number') },
      cause: containing('not registered with the orchestrator'),
      evidence: { line: containing('Username:') },
    });
    expect(await verdictOn(otherConsole, other)).toMatchObject({ cause: 'not-registered' });
    await repeats(otherConsole, 'unknown-device', other);
    for (const port of PORTS)
      inOrder(await textOf(otherConsole, other, port), [
        ...NETWORK_BOOT,
        'Provide Username and password for the IDP',
      ]);
    const { orchestratorView } = await otherConsole.core.nodes.get(other);
    expect(orchestratorView?.statuses.map(({ text }) => text)).toContain('Not Connected');

    // The other one ends, its node with it, while this one's is on its way.
    const tpmState = `/var/lib/libvirt/swtpm/${uuid}`;
    expect(existsSync(tpmState)).toBe(true);
    expect(await programsOf(owner)).toEqual(['dnsmasq', 'qemu', 'swtpm']);
    await removed(otherConsole, other);
    await others.stop();
    expect(existsSync(tpmState)).toBe(false);
    await eventually('the end of what libvirt ran for it', async () =>
      (await programsOf(owner)).length === 0 ? true : undefined,
    );

    expect(await failureOf(wrong, one)).toMatchObject({
      ...{ class: 'onboarding', stage: 'onboarding' },
      cause: containing('rejected the onboarding account'),
      evidence: { line: containing(REFUSED) },
    });
    expect(await verdictOn(wrong, one)).toMatchObject({ cause: 'account-refused' });
    await repeats(wrong, 'wrong-password', one);
    for (const port of PORTS) {
      const text = await textOf(wrong, one, port);
      // Said once more when no attempt is left; only then it starts over.
      const [attempts = ''] = new RegExp(`^(?:[^]*?${REFUSED}){4}`).exec(text) ?? [];
      expect(attempts.match(/Username: /g)).toHaveLength(3);
      inOrder(text, [...NETWORK_BOOT, 'Username: ', REFUSED, 'Username: ', REFUSED, REFUSED]);
      expect(text).not.toContain('not the password');
    }
    expect((await wrong.core.nodes.get(one)).orchestratorView).toBeNull();
    await removed(wrong, one);
  },
);
