import { expect, test } from 'vitest';
import { SimulatedNode } from './support/node.ts';
import type { Client } from './support/client.ts';
import { newStateDirectory, prepareSimulators, simulated, uuid } from './support/simulated.ts';
import { until } from './support/until.ts';

prepareSimulators();

const UBUNTU = [
  ['secure-boot-status-flag-read', 'Verifying Secure Boot settings'],
  ['erase-non-removable-disk', 'Erasing data from all non-removable disks'],
  ['stream-os-image', 'Streaming OS image'],
  ['add-apt-proxy', 'Configuring APT proxy settings'],
  ['install-cloud-init', 'Installing cloud-init'],
  ['cloud-init-ds-identity', 'Setting up cloud-init'],
  ['profile-pkg-and-node-agents-install-script-download', 'Downloading installation scripts'],
  ['service-script-for-profile-pkg-and-node-agents-install', 'Installing packages'],
  ['system-configuration', 'Applying system configuration'],
  ['kernel-upgrade', 'Upgrading kernel'],
  ['efibootset-for-diskboot', 'Setting boot option'],
  ['reboot', 'Rebooting'],
] as const;
const MICROVISOR = [
  'secure-boot-status-flag-read',
  'erase-non-removable-disk',
  'stream-os-image',
  'install-cloud-init',
  'cloud-init-ds-identity',
  'enable-security-features',
  'efibootset-for-diskboot',
  'reboot',
];

function newNode(client: Client, number = 1): SimulatedNode {
  return new SimulatedNode(client, {
    uuid: uuid(number),
    serial: `SERIAL${String(number).padStart(4, '0')}`,
  });
}

test('Ubuntu: 12 steps, each shown as n/12, then Provisioned, Rebooting, Running', async () => {
  const client = await simulated({ heartbeatSeconds: 10 });
  const node = newNode(client);
  const { resourceId } = await node.onboard();
  const shown: string[] = [];
  const steps = await node.work(async () => {
    const { instance } = await client.host(resourceId);
    shown.push(instance?.provisioningStatus ?? '');
    expect(instance?.provisioningStatusIndicator).toBe('STATUS_INDICATION_IN_PROGRESS');
  });
  expect(steps.map(({ name }) => name)).toEqual(UBUNTU.map(([name]) => name));
  expect(shown).toEqual(
    UBUNTU.map(([, text], index) => `Provisioning In Progress: ${index + 1}/12: ${text}`),
  );
  expect(await client.host(resourceId)).toMatchObject({
    hostStatus: 'Rebooting',
    hostStatusIndicator: 'STATUS_INDICATION_IN_PROGRESS',
    instance: {
      currentState: 'INSTANCE_STATE_RUNNING',
      provisioningStatus: 'Provisioned',
      provisioningStatusIndicator: 'STATUS_INDICATION_IDLE',
      instanceStatus: 'Not Installed',
    },
  });
  expect((await node.poll()).state).toBe('done');

  expect((await node.heartbeat('7 of 10 components running')).json).toEqual({ interval: 10 });
  expect((await client.host(resourceId)).instance).toMatchObject({
    instanceStatus: 'Initializing',
    instanceStatusDetail: '7 of 10 components running',
  });
  await node.heartbeat();
  expect(await client.host(resourceId)).toMatchObject({
    hostStatus: 'Running',
    hostStatusIndicator: 'STATUS_INDICATION_IDLE',
    instance: { instanceStatus: 'Running', instanceStatusDetail: '10 of 10 components running' },
  });
  expect((await client.api('GET', 'compute/hosts/summary')).json).toMatchObject({ running: 1, error: 0 });
});

test('the steps carry what the node needs for them', async () => {
  const client = await simulated();
  const node = newNode(client);
  const { resourceId } = await node.onboard();
  const steps = await node.work();
  const { sha256 } = await client.system('ubuntu');
  const { httpUrl } = client.simulator;
  expect(steps[0]).toMatchObject({ index: 1, total: 12, seconds: 0, secure_boot: 'off' });
  expect(steps[2]).toMatchObject({
    image_url: `${httpUrl}/images/ubuntu.raw.gz`,
    sha256,
    image_bytes: 300_000,
  });
  expect(steps[5]).toMatchObject({
    base: httpUrl,
    uuid: node.device.uuid,
    hostname: resourceId,
    client_id: `edgenode-${node.device.uuid}`,
    heartbeat: 0.2,
  });
  expect(steps[10]).toMatchObject({ label: 'ubuntu' });
});

test('Microvisor: 8 steps, its own image', async () => {
  const client = await simulated();
  const node = newNode(client);
  const host = await client.register({ uuid: node.device.uuid, serialNumber: node.device.serial });
  const os = await client.system('microvisor');
  await client.api('POST', 'compute/instances', { hostID: host.resourceId, osID: os.resourceId });
  await client.api('PATCH', `compute/hosts/${host.resourceId}/onboard`);
  await node.discover();
  const steps = await node.work();
  expect(steps.map(({ name }) => name)).toEqual(MICROVISOR);
  expect(steps[2]).toMatchObject({ image_url: `${client.simulator.httpUrl}/images/microvisor.raw.gz` });
});

test('Secure Boot and disk encryption add a step and expect Secure Boot', async () => {
  const client = await simulated();
  const node = newNode(client);
  const host = await client.register({
    uuid: node.device.uuid,
    serialNumber: node.device.serial,
    autoOnboard: true,
  });
  const securityFeature = 'SECURITY_FEATURE_SECURE_BOOT_AND_FULL_DISK_ENCRYPTION';
  const { resourceId: osID } = await client.system('ubuntu');
  await client.api('POST', 'compute/instances', { hostID: host.resourceId, osID, securityFeature });
  await node.discover();
  const first = await node.firstStep();
  expect(first).toMatchObject({ total: 13, secure_boot: 'on' });
});

test('a step that fails ends the provisioning; only a new instance begins another', async () => {
  const client = await simulated();
  const node = newNode(client);
  const { resourceId } = await node.onboard();
  let step = await node.firstStep();
  while (step.name !== 'stream-os-image') step = await node.finish(step);
  await node.report(step, 'RUNNING', 'read and write progress: 12 MiB');
  await node.report(step, 'FAILED', 'SHA256 MISMATCH');
  const failed = await client.host(resourceId);
  expect(failed.instance).toMatchObject({
    provisioningStatus: 'Provisioning Failed: 3/12: Streaming OS image failed: SHA256 MISMATCH',
    provisioningStatusIndicator: 'STATUS_INDICATION_ERROR',
    currentState: 'INSTANCE_STATE_UNSPECIFIED',
  });
  expect((await node.poll()).state).toBe('waiting');
  await node.report(step, 'SUCCESS');
  expect((await client.host(resourceId)).instance?.provisioningStatus).toContain('Provisioning Failed');

  const instanceId = failed.instance?.resourceId ?? '';
  await client.api('DELETE', `compute/instances/${instanceId}`);
  await until('the instance to be gone', async () =>
    (await client.api('GET', `compute/instances/${instanceId}`)).status === 404 ? true : undefined,
  );
  const { resourceId: osID } = await client.system('ubuntu');
  await client.api('POST', 'compute/instances', { hostID: resourceId, osID });
  expect((await node.firstStep()).index).toBe(1);
});

test('repeating a report changes nothing; reporting ahead or of something unknown is refused', async () => {
  const client = await simulated();
  const node = newNode(client);
  await node.onboard();
  const first = await node.firstStep();
  const second = await node.finish(first);
  expect(second.index).toBe(2);
  expect((await node.report(first, 'SUCCESS')).status).toBe(200);
  expect((await node.report(first, 'FAILED', 'late')).status).toBe(200);
  expect(await node.poll()).toMatchObject({ index: 2 });
  expect((await node.report({ ...first, index: 7 }, 'SUCCESS')).status).toBe(409);
  for (const index of [0, -1, 13, 1.5, Number.NaN]) {
    expect((await node.report({ ...first, index }, 'SUCCESS')).status).toBe(404);
  }
  // Whose it is cannot be told.
  expect((await node.report({ ...first, workflow: 'none' }, 'SUCCESS')).status).toBe(401);
  expect((await node.report(second, 'MAYBE')).status).toBe(400);
});

test('three missed heartbeats are "No Connection"; the next one is "Running" again', async () => {
  const client = await simulated({ heartbeatSeconds: 0.1 });
  const node = newNode(client);
  const { resourceId } = await node.onboard();
  await node.work();
  await node.heartbeat();
  expect((await client.host(resourceId)).hostStatus).toBe('Running');
  const lost = await until('the connection to be missed', async () => {
    const host = await client.host(resourceId);
    return host.hostStatus === 'No Connection' ? host : undefined;
  });
  expect(lost.hostStatusIndicator).toBe('STATUS_INDICATION_ERROR');
  await node.heartbeat();
  expect((await client.host(resourceId)).hostStatus).toBe('Running');
});

test('a node can report only about itself', async () => {
  const client = await simulated();
  const [node, other] = [newNode(client, 1), newNode(client, 2)];
  const { resourceId } = await node.onboard();
  const { resourceId: otherId } = await other.onboard();
  const step = await node.firstStep();
  const { uuid } = node.device;
  const beat = { uuid, hostname: 'forged', version: 'v', components: '10 of 10 components running' };
  expect((await client.guest('/agent/heartbeat', beat)).status).toBe(401);
  expect((await client.http(`/workflow?uuid=${uuid}`)).status).toBe(401);
  expect((await other.get(`/workflow?uuid=${uuid}`)).status).toBe(401);
  expect((await other.report(step, 'SUCCESS')).status).toBe(401);
  expect((await other.heartbeat(undefined, uuid)).status).toBe(401);
  expect((await node.poll()).index).toBe(step.index);
  await node.work();
  expect((await other.heartbeat(undefined, uuid)).status).toBe(401);
  expect((await client.host(resourceId)).hostStatus).not.toBe('Running');
  expect((await node.heartbeat()).status).toBe(200);
  expect((await client.host(resourceId)).hostStatus).toBe('Running');
  expect((await client.host(otherId)).hostStatus).not.toBe('Running');
});

test('agents of a host that is gone or invalidated are told to stop', async () => {
  const client = await simulated();
  const node = newNode(client);
  const { resourceId } = await node.onboard();
  await node.work();
  expect((await node.heartbeat()).status).toBe(200);
  await client.api('PUT', `compute/hosts/${resourceId}/invalidate`);
  expect((await node.heartbeat()).status).toBe(410);
});

test('a restart in the middle of the provisioning loses nothing', async () => {
  const stateDirectory = await newStateDirectory();
  const before = await simulated({ stateDirectory });
  const node = newNode(before);
  const { resourceId } = await node.onboard();
  let step = await node.firstStep();
  while (step.name !== 'add-apt-proxy') step = await node.finish(step);
  await before.simulator.close();

  const after = await simulated({ stateDirectory });
  const sameNode = node.at(after);
  expect(await sameNode.poll()).toMatchObject({ workflow: step.workflow, index: 4, name: 'add-apt-proxy' });
  await sameNode.work();
  expect((await after.host(resourceId)).instance?.provisioningStatus).toBe('Provisioned');
});

test('twenty nodes at once do not disturb each other', async () => {
  const client = await simulated();
  const nodes = Array.from({ length: 20 }, (_, index) => newNode(client, index + 1));
  await Promise.all(
    nodes.map(async (node) => {
      await node.onboard();
      await node.work();
      await node.heartbeat();
    }),
  );
  expect((await client.api('GET', 'compute/hosts/summary')).json).toMatchObject({
    total: 20,
    running: 20,
    error: 0,
  });
});
