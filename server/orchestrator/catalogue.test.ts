import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { orchestratorCatalogue, policyChange } from '../../lib/contract/orchestrator-catalogue.ts';
import type { OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { serviceUrl } from '../../lib/domain/orchestrator-services.ts';
import { eventually } from '../testing/eventually.ts';
import { matching } from '../testing/matching.ts';
import { onboard } from '../testing/onboarding.ts';
import { SimulatorProcess } from '../testing/simulator.ts';
import { EdgeOrchestrator } from './edge-orchestrator.ts';
import { ProjectApi } from './project-api.ts';
import { hostPage } from './resources.ts';
import { simulatorOptions } from './settings.ts';
import { TokenSource } from './token.ts';
import { Transport } from './transport.ts';

let simulator: SimulatorProcess;
/** As a person with another client would use it. */
let api: ProjectApi;
let transport: Transport;

beforeAll(async () => {
  simulator = await SimulatorProcess.start();
  const { settings, secrets } = simulatorOptions('demo', simulator.facts);
  transport = new Transport({ name: 'demo', authority: settings.apiAuthority, settings });
  const url = `${serviceUrl(settings, 'keycloak')}/realms/master/protocol/openid-connect/token`;
  const account = { username: settings.apiUser, password: secrets.apiPassword };
  const tokens = new TokenSource({ orchestrator: 'demo', transport, url, account });
  api = new ProjectApi({
    ...{ orchestrator: 'demo', transport, tokens, api: serviceUrl(settings, 'api') },
    ...{ project: settings.project, account: settings.apiUser },
  });
});
beforeEach(async () => {
  const orchestrator = adapter();
  await orchestrator.changePolicy({ autoProvision: true, defaultProfile: 'ubuntu-24.04-lts-generic-ext' });
});
afterAll(async () => {
  await transport.close();
  await simulator[Symbol.asyncDispose]();
});

function adapter(change: Partial<OrchestratorSettings> = {}): EdgeOrchestrator {
  const { settings, ...options } = simulatorOptions('demo', simulator.facts);
  const made = new EdgeOrchestrator({ ...options, settings: { ...settings, ...change } });
  onTestFinished(() => made.close());
  return made;
}

let count = 0;
const newNode = () => {
  const serial = `CATALOGUE${String(++count).padStart(3, '0')}`;
  return { name: serial.toLowerCase(), serial, uuid: randomUUID(), autoOnboard: true };
};

const newImage = (profileName: string, version: string, more: object = {}) =>
  api.send('POST', 'compute/os', {
    ...{ name: `${profileName} ${version}`, profileName, imageId: version, sha256: 'a'.repeat(64) },
    ...{ osType: 'OS_TYPE_IMMUTABLE', osProvider: 'OS_PROVIDER_KIND_INFRA', ...more },
  });

test('a profile is listed once, with its newest image', async () => {
  await newImage('secure', '3.0.20260101');
  await newImage('secure', '3.0.20260301', {
    securityFeature: 'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION',
  });
  const { profiles, policy } = orchestratorCatalogue.parse(await adapter().catalogue());
  expect(profiles.find(({ profile }) => profile === 'secure')).toMatchObject({
    title: 'secure 3.0.20260301',
    version: '3.0.20260301',
    images: 2,
    needsSecureBoot: true,
    standalone: false,
  });
  expect(profiles.find(({ profile }) => profile === 'microvisor-standalone')).toMatchObject({ images: 1 });
  expect(policy).toMatchObject({
    autoProvision: true,
    defaultProfile: 'ubuntu-24.04-lts-generic-ext',
    enforcesSecurity: false,
  });
});

test('an image for Secure Boot is installed with it where the firmware has it', async () => {
  const securityFeature = 'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION';
  await newImage('encrypted', '1', { securityFeature });
  const orchestrator = adapter();
  const instances = [];
  for (const secureBoot of [true, false]) {
    const node = newNode();
    await orchestrator.register(node);
    await orchestrator.chooseOs({ ...node, secureBoot }, 'encrypted');
    const [state] = await orchestrator.states([node]);
    const path = `compute/instances/${state?.view.instanceId ?? ''}`;
    instances.push(await api.get(path, z.looseObject({ securityFeature: z.string() })));
  }
  expect(instances).toMatchObject([{ securityFeature }, { securityFeature: 'SECURITY_FEATURE_NONE' }]);
});

test('the newest image is installed, not the first', async () => {
  await newImage('twice', '1');
  await newImage('twice', '2');
  const orchestrator = adapter();
  const node = newNode();
  await orchestrator.register(node);
  await orchestrator.chooseOs(node, 'twice');
  const [state] = await orchestrator.states([node]);
  expect(state?.view.os).toBe('twice 2');
});

test('what the project installs automatically can be changed', async () => {
  const orchestrator = adapter();
  await orchestrator.changePolicy({ autoProvision: false });
  expect((await orchestrator.catalogue()).policy).toMatchObject({
    autoProvision: false,
    defaultProfile: 'ubuntu-24.04-lts-generic-ext',
  });
  await orchestrator.changePolicy({ defaultProfile: 'microvisor-standalone' });
  expect((await orchestrator.catalogue()).policy).toMatchObject({
    autoProvision: false,
    defaultProfile: 'microvisor-standalone',
  });
  await expect(orchestrator.changePolicy({ defaultProfile: 'no-such-os' })).rejects.toMatchObject({
    code: 'orchestrator-refused',
  });
  expect((await orchestrator.catalogue()).policy.defaultProfile).toBe('microvisor-standalone');
  expect(policyChange.safeParse({}).success).toBe(false);
});

test('an onboarded node waits for an administrator where nothing is installed automatically', async () => {
  const orchestrator = adapter();
  await orchestrator.changePolicy({ autoProvision: false });
  const node = newNode();
  await orchestrator.register(node);
  await onboard(simulator, node);
  const [state] = await orchestrator.states([node]);
  expect(state).toMatchObject({ stage: 'onboarded', view: { instanceId: null, awaitsOs: true } });
  await orchestrator.chooseOs(node, 'microvisor-standalone');
  const [next] = await orchestrator.states([node]);
  expect(next).toMatchObject({ view: { instanceId: matching(/^inst-/), awaitsOs: false } });
});

test('a host gets site and metadata, its instance an account and configurations', async () => {
  const account = await api.send('POST', 'localAccounts', {
    username: 'someone',
    sshKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA someone',
  });
  const { resourceId } = z.object({ resourceId: z.string() }).parse(account.json);
  const details: OrchestratorSettings['details'] = {
    site: 'site-0123abcd',
    metadata: { rack: 'a-7' },
    localAccount: resourceId,
    customConfigs: ['customconfig-0123abcd'],
    userLvmGiB: 20,
  };
  const orchestrator = adapter({ details });
  const node = newNode();
  await orchestrator.register(node);
  await orchestrator.chooseOs(node, 'microvisor-standalone');
  const { hosts } = await api.get(`compute/hosts?filter=uuid%3D"${node.uuid}"`, hostPage);
  const [host] = hosts;
  expect(host).toMatchObject({ name: node.name, serialNumber: node.serial });
  const answer = await api.send('PATCH', `compute/hosts/${host?.resourceId ?? ''}`, {});
  expect(answer.json).toMatchObject({
    siteId: 'site-0123abcd',
    metadata: [{ key: 'rack', value: 'a-7' }],
    userLvmSize: 20,
    instance: { localAccountID: resourceId, customConfigID: ['customconfig-0123abcd'] },
  });
  await orchestrator.remove(node);
  await eventually('its end', async () => (await orchestrator.states([node])).length === 0 || undefined);
});
