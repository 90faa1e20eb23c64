import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { checkedSimulator, failure } from '../testing/connection-check.ts';
import { eventually } from '../testing/eventually.ts';
import { containing } from '../testing/matching.ts';
import { MAC, onboard } from '../testing/onboarding.ts';
import { SimulatorProcess } from '../testing/simulator.ts';
import { EdgeOrchestrator } from './edge-orchestrator.ts';
import { simulatorOptions } from './settings.ts';

/** As strict as the real orchestrator in everything. */
let strict: SimulatorProcess;

beforeAll(async () => {
  strict = await SimulatorProcess.start({ args: ['--like', 'real', '--boot-port', '0'] });
});
afterAll(() => strict[Symbol.asyncDispose]());

function adapter(): EdgeOrchestrator {
  const made = new EdgeOrchestrator(simulatorOptions('strict', strict.facts));
  onTestFinished(() => made.close());
  return made;
}

const newNode = (serial: string) => ({
  ...{ name: serial.toLowerCase(), serial, uuid: randomUUID(), autoOnboard: true },
});

test('boot service and API have ports and authorities of their own', async () => {
  const { authority, bootProgramUrl } = await adapter().bootFacts();
  expect(authority).toBe(strict.facts.bootAuthority?.trim());
  expect(authority).not.toBe(strict.facts.authority.trim());
  expect(new URL(bootProgramUrl ?? '').port).not.toBe(new URL(strict.facts.httpsUrl).port);
});

test('the check passes, and warns of what would not happen automatically', async () => {
  const steps = await checkedSimulator(strict);
  const { catalogue, ...others } = steps;
  for (const { state, evidence } of Object.values(others)) expect(state, evidence).toBe('ok');
  expect(steps.version.evidence).toContain('2026.1.0-simulated');
  expect(catalogue).toMatchObject({ state: 'warning', evidence: containing('provisioning is off') });
  const missing = await checkedSimulator(strict, { project: 'no-such-project' });
  expect(missing.project).toMatchObject(failure('no project', 'name'));
});

test('of several images of a profile the newest counts', async () => {
  const { profiles, policy } = await adapter().catalogue();
  expect(profiles).toMatchObject([
    { profile: 'microvisor-nonrt', images: 3, needsSecureBoot: true },
    { profile: 'microvisor-standalone', images: 3, version: '0.1.0', standalone: true },
    { profile: 'ubuntu-24.04-lts-generic-ext', images: 3, version: '0.1.0', standalone: false },
  ]);
  expect(policy).toMatchObject({ autoProvision: false, defaultProfile: 'ubuntu-24.04-lts-generic-ext' });
});

const Work = z.object({ state: z.string(), workflow: z.string().default(''), index: z.number().default(0) });

test('a standalone node waits for its OS, and is ready when it is installed, without ever running', async () => {
  const orchestrator = adapter();
  const node = newNode('STANDALONE1');
  await orchestrator.register(node);
  const headers = await onboard(strict, node);
  expect(await orchestrator.states([node])).toMatchObject([{ stage: 'onboarded', view: { awaitsOs: true } }]);
  await orchestrator.chooseOs(node, 'microvisor-standalone');
  for (;;) {
    const work = await eventually('a step of the workflow', async () => {
      const url = `${strict.facts.httpUrl}/workflow?worker=${MAC}&uuid=${node.uuid}`;
      const step = Work.parse(await (await fetch(url, { headers })).json());
      return step.state === 'waiting' ? undefined : step;
    });
    if (work.state !== 'action') break;
    const path = `/workflow/${work.workflow}/actions/${work.index}`;
    await strict.guest(path, { state: 'SUCCESS', message: '' }, headers);
  }
  const beat = { uuid: node.uuid, hostname: 'h', version: 'v', components: '10 of 10 components running' };
  await strict.guest('/agent/heartbeat', beat, headers);
  const [state] = await orchestrator.states([node]);
  expect(state).toMatchObject({ stage: 'installed', view: { os: containing('Standalone') } });
  expect(state?.view.statuses.filter(({ text }) => /Rebooting|Running/.test(text))).toEqual([]);
});

test('texts of megabytes with each host do not stand in the way', { timeout: 120_000 }, async () => {
  const orchestrator = adapter();
  // More than a page.
  const nodes = Array.from({ length: 12 }, (_, index) => newNode(`LARGE${String(index).padStart(3, '0')}`));
  for (const node of nodes) {
    await orchestrator.register(node);
    await orchestrator.chooseOs(node, 'ubuntu-24.04-lts-generic-ext');
  }
  expect(await orchestrator.states(nodes)).toHaveLength(12);
});

test('an orchestrator without provisioning is reported as such', async () => {
  await using vpro = await SimulatorProcess.start({ args: ['--feature-set', 'vpro', '--gate', 'plain'] });
  const { version, catalogue, ...steps } = await checkedSimulator(vpro);
  expect(version).toMatchObject(
    failure('installed without onboarding and provisioning', 'another orchestrator'),
  );
  expect(catalogue.state).toBe('skipped');
  expect(steps['boot-program']).toMatchObject(failure('no boot program', 'release'));
  const { username, password } = vpro.facts.onboardingAccount;
  const { rights } = await checkedSimulator(vpro, { apiUser: username }, { password });
  expect(rights).toMatchObject(failure('Access denied or project not found', 'Host-Manager'));
});
