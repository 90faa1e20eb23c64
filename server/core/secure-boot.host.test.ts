import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRequest, deleteRequest, type Node } from '../../lib/contract/node.ts';
import type { PreflightStep } from '../../lib/contract/preflight.ts';
import { inOrder, NETWORK_BOOT, SECURE_BOOT_MATCH } from '../testing/console/boot-texts.ts';
import { printed } from '../testing/console/recorded.ts';
import { OPERATOR, TestCore } from '../testing/core.ts';
import { newInstallation } from '../testing/installation.ts';
import { containing } from '../testing/matching.ts';
import { SimulatorProcess } from '../testing/simulator.ts';

const MINUTE = 60_000;
const NOTHING = { domains: [], networks: [], pools: [], volumes: [] };
const installation = newInstallation('coresb');
let simulator: SimulatorProcess;
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'ven-secure-boot-'));
  simulator = await SimulatorProcess.start({ listen: '0.0.0.0', artefacts: 'built' });
}, 5 * MINUTE);
afterAll(async () => {
  // What a failed test has left; later consoles have the nodes of earlier ones.
  const console = await opened();
  for (const { name } of await console.core.nodes.list()) await removed(console, name);
  await console.close();
  await simulator[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
}, 2 * MINUTE);

async function opened(facts = simulator.facts): Promise<TestCore> {
  const console = await TestCore.open({ installation, simulator: facts, dataDir });
  await console.settled();
  return console;
}

/** A node with Secure Boot, which is off. */
async function created(console: TestCore, name: string): Promise<void> {
  const left = (await console.core.nodes.list()).some((node) => node.name === name);
  if (left) await removed(console, name);
  const size = { memoryMiB: 1024, vcpus: 1, diskGiB: 1 };
  const request = createRequest.parse({ name, ...size, template: 'microvisor-secure', start: false });
  const { operations } = await console.core.nodes.create(request, OPERATOR);
  expect(await console.ended(operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded', error: null });
}

async function removed(console: TestCore, name: string): Promise<void> {
  const { id } = await console.core.nodes.remove(name, deleteRequest.parse({}), OPERATOR);
  expect(await console.ended(id)).toMatchObject({ state: 'succeeded' });
}

async function checked(console: TestCore, name: string): Promise<PreflightStep[]> {
  const { signal } = new AbortController();
  const steps: PreflightStep[] = [];
  for await (const step of await console.core.preflights.ofNode(name, OPERATOR, signal)) steps.push(step);
  return steps;
}

const checkedKey = async (console: TestCore, name: string) =>
  (await checked(console, name)).find(({ id }) => id === 'secure-boot');

test(
  'firmware without the orchestrator’s key refuses the boot program, as its pre-flight says; the key is enrolled later',
  { timeout: 8 * MINUTE },
  async () => {
    const name = `${installation}-late`;
    const { secureBootCertificate, ...unconfirmed } = simulator.facts;
    expect(secureBootCertificate).toContain('BEGIN CERTIFICATE');
    {
      await using console = await opened(unconfirmed);
      await created(console, name);
      expect(await checkedKey(console, name)).toMatchObject({
        ...{ state: 'failed', evidence: containing('nobody has confirmed yet'), repair: null },
      });
      await console.core.nodes.act(name, 'start', OPERATOR);
      const { failure, stage } = await console.node(
        name,
        'fails',
        (node) => node.failure !== null,
        4 * MINUTE,
      );
      expect(stage).toBe('failed');
      expect(failure).toMatchObject({
        ...{ class: 'boot', stage: 'http-boot', cause: containing('Secure Boot violation') },
        ...{ fix: containing('enrol'), evidence: { line: containing('Access Denied') } },
      });
      expect(String(await printed(console, name, 0))).not.toContain('iPXE');
      await console.core.nodes.act(name, 'stop', OPERATOR);
      await console.node(name, 'is off', ({ state }) => state === 'shut off');
    }
    await using console = await opened();
    expect(await checkedKey(console, name)).toMatchObject({
      ...{ state: 'failed', evidence: containing('is not enrolled in the firmware'), repair: 'secure-boot' },
    });
    await console.core.preflights.repair(name, 'secure-boot', OPERATOR);
    expect(await checkedKey(console, name)).toMatchObject({
      state: 'ok',
      evidence: containing('accepts what'),
    });
    await removed(console, name);
  },
);

test(
  'with the key in the firmware, everything from the boot program to the installed system is verified, up to ready',
  { timeout: 10 * MINUTE },
  async () => {
    await using console = await opened();
    const name = `${installation}-on`;
    await created(console, name);
    const steps = await checked(console, name);
    expect(steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(steps.find(({ id }) => id === 'secure-boot')).toMatchObject({
      ...{ state: 'ok', evidence: containing('simulator Secure Boot') },
    });
    await console.core.nodes.act(name, 'start', OPERATOR);
    const isOver = ({ readyAt, failure }: Node) => readyAt !== null || failure !== null;
    const node = await console.node(name, 'is ready', isOver, 8 * MINUTE);
    expect(node).toMatchObject({ stage: 'ready', failure: null, bootNumber: 1 });
    // The micro-OS reads it from the firmware; the orchestrator expects it to be on.
    inOrder(String(await printed(console, name, 0)), [...NETWORK_BOOT, SECURE_BOOT_MATCH]);
    await removed(console, name);
    expect(await console.host.leftovers()).toMatchObject(NOTHING);
  },
);
