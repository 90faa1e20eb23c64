import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { ErrorCode } from '../../lib/contract/error.ts';
import { anyText, containing, matching } from '../testing/matching.ts';
import { eventually } from '../testing/eventually.ts';
import { MAC, onboard as onboarded } from '../testing/onboarding.ts';
import { SimulatorProcess } from '../testing/simulator.ts';
import { EdgeOrchestrator } from './edge-orchestrator.ts';
import { type EdgeOrchestratorOptions, simulatorOptions } from './settings.ts';

let simulator: SimulatorProcess;

beforeAll(async () => {
  simulator = await SimulatorProcess.start();
});
afterEach(() => simulator.clearScenarios());
afterAll(() => simulator[Symbol.asyncDispose]());

const IMPATIENT = { attempts: 4, firstPause: 5, longestPause: 20 };

type Settings = EdgeOrchestratorOptions['settings'];

function adapter(change: Partial<Settings> = {}, password?: string): EdgeOrchestrator {
  const { settings, secrets, ...options } = simulatorOptions('demo', simulator.facts);
  const made = new EdgeOrchestrator({
    ...options,
    settings: { ...settings, answerSeconds: 5, ...change },
    secrets: { ...secrets, apiPassword: password ?? secrets.apiPassword },
    patience: IMPATIENT,
  });
  onTestFinished(() => made.close());
  return made;
}

const at = (label: string, port: number) => `https://${label}.${simulator.facts.cluster}:${port}`;

let count = 0;
const newNode = (serial = `CORE${String(++count).padStart(4, '0')}`) => ({
  name: serial.toLowerCase(),
  serial,
  uuid: randomUUID(),
  autoOnboard: true,
});
type Node = ReturnType<typeof newNode>;

/** What each onboarded node sends with its requests, by uuid. */
const headers = new Map<string, Record<string, string>>();
async function onboard(node: Node) {
  headers.set(node.uuid, await onboarded(simulator, node));
}

const Work = z.object({ state: z.string(), workflow: z.string().default(''), index: z.number().default(0) });
async function nextStep({ uuid }: Node) {
  return eventually('a step of the workflow', async () => {
    const url = `${simulator.facts.httpUrl}/workflow?worker=${MAC}&uuid=${uuid}`;
    const response = await fetch(url, { headers: headers.get(uuid) ?? {} });
    const work = Work.parse(await response.json());
    return work.state === 'waiting' ? undefined : work;
  });
}

const refused = (code: ErrorCode, text: string) => ({
  code,
  message: containing(text),
  fix: anyText,
});

describe('register', () => {
  test('makes a host; again with the same identity changes nothing', async () => {
    const orchestrator = adapter();
    const node = newNode();
    await orchestrator.register(node);
    await orchestrator.register(node);
    const [state, ...rest] = await orchestrator.states([node]);
    expect(rest).toEqual([]);
    expect(state).toMatchObject({ serial: node.serial, uuid: node.uuid, stage: 'registered', address: null });
    expect(orchestrator.orchestrator).toMatchObject({ state: 'ok', kind: 'simulator', reason: null });
  });

  test('reports when serial number or UUID belong to another host', async () => {
    const orchestrator = adapter();
    const node = newNode();
    await orchestrator.register(node);
    await expect(orchestrator.register({ ...node, uuid: randomUUID() })).rejects.toMatchObject(
      refused('conflict', node.serial),
    );
    await expect(orchestrator.register({ ...newNode(), uuid: node.uuid })).rejects.toMatchObject(
      refused('conflict', node.uuid),
    );
    expect(orchestrator.orchestrator.state).toBe('ok');
  });

  test('waits for a host that is being deleted, whose serial number it takes', async () => {
    const orchestrator = adapter();
    const before = newNode();
    await orchestrator.register(before);
    await orchestrator.remove(before);
    const next = { ...before, uuid: randomUUID() };
    await orchestrator.register(next);
    expect(await orchestrator.removalOf(next)).toMatchObject({ host: anyText });
  });

  test('is not confused by neighbours whose serial number contains this one', async () => {
    const orchestrator = adapter();
    const node = newNode('FUZZY1');
    const neighbours = [newNode('FUZZY12'), newNode('XFUZZY1'), newNode('fuzzy1')];
    for (const neighbour of neighbours) await orchestrator.register(neighbour);
    expect(await orchestrator.registered([node.serial, 'FUZZY12', 'FREE1'])).toEqual(['FUZZY12']);
    const names = neighbours.map(({ name }) => name);
    expect(await orchestrator.named([...names.slice(1), 'no-such-name'])).toEqual(names.slice(1));
    expect(await orchestrator.states([node])).toEqual([]);
    expect(await orchestrator.removalOf(node)).toEqual({ instance: null, host: null });
    await orchestrator.remove(node);
    await orchestrator.register(node);
    expect(await orchestrator.states([node, ...neighbours])).toHaveLength(4);
    await orchestrator.remove(node);
    await eventually('only the neighbours', async () => {
      const left = await orchestrator.states([node, ...neighbours]);
      return left.length === 3 || undefined;
    });
  });
});

test('reports its release and what a machine boots from, and when that is missing', async () => {
  const orchestrator = adapter();
  expect(await orchestrator.bootFacts()).toMatchObject({
    bootProgramUrl: matching(
      /^https:\/\/tinkerbell-haproxy\.edge\.simulator\.test:\d+\/tink-stack\/signed_ipxe.efi$/,
    ),
    bootScriptUrl: matching(/^http:.*boot.ipxe$/),
    authority: containing('BEGIN CERTIFICATE'),
  });
  expect(orchestrator.orchestrator.release).toBe('2026.1.0-simulated');
  await simulator.scenario('nbp-missing');
  await expect(adapter().bootFacts()).rejects.toMatchObject(refused('no-artefacts', 'signed_ipxe.efi'));
});

test('lists more nodes than fit on a page, and in a filter', async () => {
  const orchestrator = adapter();
  const nodes = Array.from({ length: 35 }, () => newNode());
  await Promise.all(nodes.map((node) => orchestrator.register(node)));
  const states = await orchestrator.states(nodes);
  expect(new Set(states.map((state) => state.serial))).toEqual(new Set(nodes.map((node) => node.serial)));
  expect(await orchestrator.states(nodes.slice(0, 15))).toHaveLength(15);
});

test('reports a node’s progress by indicators, up to running; then deletes instance and host', async () => {
  const orchestrator = adapter();
  const node = newNode();
  const now = async () => (await orchestrator.states([node]))[0];
  await orchestrator.register(node);
  await onboard(node);
  const started = await eventually('provisioning', async () => {
    const state = await now();
    return state?.stage === 'provisioning' ? state : undefined;
  });
  expect(started.address).toBe('192.0.2.7');
  let work = await nextStep(node);
  expect(await now()).toMatchObject({
    stage: 'provisioning',
    progress: { step: 1, text: anyText },
  });
  while (work.state === 'action') {
    const path = `/workflow/${work.workflow}/actions/${work.index}`;
    await simulator.guest(path, { state: 'SUCCESS', message: '' }, headers.get(node.uuid));
    work = await nextStep(node);
  }
  expect(await now()).toMatchObject({ stage: 'rebooting' });
  const beat = { uuid: node.uuid, hostname: 'h', version: 'v', components: '10 of 10 components running' };
  await simulator.guest('/agent/heartbeat', beat, headers.get(node.uuid));
  await eventually('running', async () => ((await now())?.stage === 'running' ? true : undefined));

  const removal = await orchestrator.removalOf(node);
  expect(removal).toEqual({
    host: matching(/^host-/),
    instance: matching(/^inst-/),
  });
  await orchestrator.remove(node);
  await eventually('its end', async () => ((await now()) === undefined ? true : undefined));
  await orchestrator.remove(node);
});

test('has another OS installed than the default', async () => {
  const orchestrator = adapter();
  const node = newNode();
  await orchestrator.register(node);
  await orchestrator.chooseOs(node, 'microvisor-standalone');
  await orchestrator.chooseOs(node, 'microvisor-standalone');
  await onboard(node);
  await nextStep(node);
  const [state] = await orchestrator.states([node]);
  expect(state).toMatchObject({ stage: 'provisioning', view: { os: containing('Microvisor') } });
  const other = newNode();
  await orchestrator.register(other);
  await expect(orchestrator.chooseOs(other, 'no-such-os')).rejects.toMatchObject(
    refused('orchestrator-refused', 'no-such-os'),
  );
});

test('a failed step and a mismatch are failures, with their texts', async () => {
  const orchestrator = adapter();
  const [broken, mistaken] = [newNode(), newNode()];
  await simulator.scenario('serial-mismatch', {}, { serial: mistaken.serial });
  for (const node of [broken, mistaken]) {
    await orchestrator.register(node);
    await onboard(node);
  }
  const work = await nextStep(broken);
  const report = { state: 'FAILED', message: 'out of paper' };
  await simulator.guest(`/workflow/${work.workflow}/actions/1`, report, headers.get(broken.uuid));
  const states = await orchestrator.states([broken, mistaken]);
  const texts = states.map(({ stage, view }) => [
    stage,
    view.statuses.find(({ indicator }) => indicator === 'error')?.text ?? '',
  ]);
  expect(texts).toContainEqual(['failed', containing('out of paper')]);
  expect(texts).toContainEqual(['failed', containing('mismatch')]);
});

describe('what goes wrong', () => {
  test('a wrong password', async () => {
    const orchestrator = adapter({ apiUser: 'nobody' }, 'wrong');
    await expect(orchestrator.states([newNode()])).rejects.toMatchObject(
      refused('orchestrator-login', 'Invalid user credentials'),
    );
    expect(orchestrator.orchestrator).toMatchObject({
      state: 'refused',
      fix: containing('password'),
    });
  });

  test('an account without rights', async () => {
    const { username, password } = simulator.facts.onboardingAccount;
    const orchestrator = adapter({ apiUser: username }, password);
    await expect(orchestrator.states([newNode()])).rejects.toMatchObject(
      refused('orchestrator-refused', `into project "${simulator.facts.project}" (403): Forbidden.`),
    );
  });

  test('a project that does not exist', async () => {
    await expect(adapter({ project: 'no-such-project' }).states([newNode()])).rejects.toMatchObject({
      ...refused('orchestrator-refused', 'into project "no-such-project"'),
      fix: containing('name of the project'),
    });
  });

  test('a CA that did not sign its certificate', async () => {
    await using stranger = await SimulatorProcess.start();
    const orchestrator = adapter({ apiAuthority: stranger.facts.authority });
    await expect(orchestrator.states([newNode()])).rejects.toMatchObject(
      refused('orchestrator-certificate', 'not trusted'),
    );
    const untold = adapter({ apiAuthority: null });
    await expect(untold.states([newNode()])).rejects.toMatchObject({ code: 'orchestrator-certificate' });
  });

  test.for(['wrong-ca', 'unknown-name', 'expired-certificate'])('a server with %s', async (scenario) => {
    await simulator.scenario(scenario, {}, { address: '127.0.0.1' });
    await expect(adapter().states([newNode()])).rejects.toMatchObject({ code: 'orchestrator-certificate' });
  });

  test('nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    server.close();
    await once(server, 'close');
    const orchestrator = adapter({ services: { api: at('api', port), keycloak: at('keycloak', port) } });
    await expect(orchestrator.states([newNode()])).rejects.toMatchObject(
      refused('orchestrator-unreachable', 'ECONNREFUSED'),
    );
    expect(orchestrator.orchestrator.state).toBe('unreachable');
  });

  test('a rate limiter that calms down, and one that does not', async () => {
    await simulator.scenario('too-many-requests', { times: 3 });
    await expect(adapter().states([newNode()])).resolves.toEqual([]);
    await simulator.scenario('too-many-requests');
    await expect(adapter().states([newNode()])).rejects.toMatchObject(
      refused('orchestrator-unreachable', 'rate limiter'),
    );
  });

  test('a service behind its proxy that comes back, and one that does not', async () => {
    await simulator.scenario('server-error', { status: 502, times: 2 });
    const orchestrator = adapter();
    await expect(orchestrator.states([newNode()])).resolves.toEqual([]);
    await simulator.scenario('server-error', { status: 503 });
    await expect(orchestrator.states([newNode()])).rejects.toMatchObject({
      code: 'orchestrator-unreachable',
    });
    expect(orchestrator.orchestrator.state).toBe('unreachable');
    await simulator.clearScenarios();
    await orchestrator.states([newNode()]);
    expect(orchestrator.orchestrator.state).toBe('ok');
  });

  test('answers later than we wait', async () => {
    await simulator.scenario('slow-answers', { milliseconds: 2_000, times: 1 });
    const orchestrator = adapter({ answerSeconds: 1 });
    await expect(orchestrator.states([newNode()])).rejects.toMatchObject(
      refused('orchestrator-unreachable', 'no answer in time'),
    );
  });

  test('a token that ends, early or in its time', async () => {
    const orchestrator = adapter();
    const node = newNode();
    await orchestrator.register(node);
    // Tokens given out before live no longer now: 401, then a new one.
    await simulator.scenario('token-expiry', { seconds: 2 });
    for (let round = 0; round < 2; round++) {
      const asked = Date.now();
      await eventually('the token’s end', () => (Date.now() - asked > 2_100 ? true : undefined));
      expect(await orchestrator.states([node])).toHaveLength(1);
    }
  });

  test('closing ends what is under way', async () => {
    await simulator.scenario('slow-answers', { milliseconds: 4_000, times: 1 });
    const orchestrator = adapter();
    const asked = orchestrator.states([newNode()]);
    const outcome = expect(asked).rejects.toMatchObject({ code: 'orchestrator-unreachable' });
    await orchestrator.close();
    await outcome;
  });
});
