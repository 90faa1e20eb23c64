import { expect, test } from 'vitest';
import { z } from 'zod';
import { API_USER, type Client, ONBOARDING_USER } from './support/client.ts';
import { prepareSimulators, simulated, uuid } from './support/simulated.ts';
import { matching } from './support/matching.ts';

prepareSimulators();

const NOT_FOUND = { code: 'NotFound', message: 'Device not found', closes: false, node_state: 'UNSPECIFIED' };
const DEVICE = { uuid: uuid(1), serial: 'SERIAL0001' };

const Nodes = z.object({ project_id: z.string() });

/** What a device asks for after somebody signed in on its console. */
async function signInOnConsole(client: Client, device: { uuid: string; serial: string }, token: string) {
  const body = {
    uuid: device.uuid,
    serialnum: device.serial,
    mac_id: '52:54:00:00:00:09',
    sut_ip: '192.168.150.9',
  };
  return client.guest('/onboarding/nodes', body, { authorization: `Bearer ${token}` });
}

test('row: malformed uuid, MAC or address → InvalidArgument, closes', async () => {
  const client = await simulated();
  for (const wrong of [{ uuid: 'x' }, { mac: 'x' }, { ip: '300.1.1.1' }, { ip: 'fe80::1' }]) {
    const reply = await client.onboard({ ...DEVICE, ...wrong });
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ code: 'InvalidArgument', closes: true, node_state: 'UNSPECIFIED' });
  }
});

test('row: uuid found, the host has no serial → by its state', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({ uuid: DEVICE.uuid });
  expect((await client.onboard(DEVICE)).json).toMatchObject({ code: 'OK', node_state: 'REGISTERED' });
  expect(await client.host(resourceId)).toMatchObject({ currentState: 'HOST_STATE_REGISTERED' });
});

test('row: a bad serial counts as none, the uuid decides', async () => {
  const client = await simulated();
  await client.register({ uuid: DEVICE.uuid });
  expect((await client.onboard({ uuid: DEVICE.uuid, serial: 'To be filled' })).json).toMatchObject({
    code: 'OK',
  });
});

test('row: serial found, the host has no uuid → the uuid is stored, then by its state', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({ serialNumber: DEVICE.serial });
  expect((await client.onboard(DEVICE)).json).toMatchObject({ code: 'OK', node_state: 'REGISTERED' });
  expect(await client.host(resourceId)).toMatchObject({
    uuid: DEVICE.uuid,
    registrationStatus: 'Host is Registered',
  });
});

test('row: both found, same host → by its state', async () => {
  const client = await simulated();
  await client.register({ serialNumber: DEVICE.serial, uuid: DEVICE.uuid });
  expect((await client.onboard(DEVICE)).json).toMatchObject({
    code: 'OK',
    node_state: 'REGISTERED',
    closes: false,
  });
});

test('row: both found, different hosts → Internal, closes', async () => {
  const client = await simulated();
  await client.register({ serialNumber: 'SERIAL0002', uuid: DEVICE.uuid });
  await client.register({ serialNumber: DEVICE.serial, uuid: uuid(2) });
  expect((await client.onboard(DEVICE)).json).toMatchObject({
    code: 'Internal',
    message: 'Internal server error',
    closes: true,
  });
});

test('row: only the uuid found → NotFound, serial mismatch on that host; then it is blocked for the right one too', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({
    serialNumber: 'SERIAL0002',
    uuid: DEVICE.uuid,
    autoOnboard: true,
  });
  expect((await client.onboard(DEVICE)).json).toMatchObject(NOT_FOUND);
  expect(await client.host(resourceId)).toMatchObject({
    registrationStatus:
      'Host Registration Failed due to mismatch of Serial Number, Reported Serial Number is: SERIAL0001',
    registrationStatusIndicator: 'STATUS_INDICATION_ERROR',
    currentState: 'HOST_STATE_UNSPECIFIED',
  });
  expect((await client.onboard({ uuid: DEVICE.uuid, serial: 'SERIAL0002' })).json).toMatchObject({
    code: 'FailedPrecondition',
    message: 'Node is already HOST_STATE_UNSPECIFIED',
    closes: true,
  });
});

test('row: only the serial found → NotFound, uuid mismatch on that host', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({ serialNumber: DEVICE.serial, uuid: uuid(2) });
  expect((await client.onboard(DEVICE)).json).toMatchObject(NOT_FOUND);
  expect(await client.host(resourceId)).toMatchObject({
    registrationStatus: `Host Registration Failed due to mismatch of UUID, Reported UUID is: ${DEVICE.uuid}`,
    registrationStatusIndicator: 'STATUS_INDICATION_ERROR',
  });
});

test('row: none found → NotFound, the stream stays open, nothing is recorded', async () => {
  const client = await simulated();
  expect((await client.onboard(DEVICE)).json).toMatchObject(NOT_FOUND);
  expect((await client.api('GET', 'compute/hosts')).json).toMatchObject({ totalElements: 0 });
});

test('row: already onboarded → FailedPrecondition, closes', async () => {
  const client = await simulated();
  await client.register({ serialNumber: DEVICE.serial, uuid: DEVICE.uuid, autoOnboard: true });
  await client.onboard(DEVICE);
  expect((await client.onboard(DEVICE)).json).toMatchObject({
    code: 'FailedPrecondition',
    message: 'Node is already HOST_STATE_ONBOARDED',
    closes: true,
  });
});

test('row: desired REGISTERED → waits, until it is onboarded over the API', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({ serialNumber: DEVICE.serial, uuid: DEVICE.uuid });
  const waiting = await client.onboard(DEVICE);
  expect(waiting.json).toMatchObject({ code: 'OK', node_state: 'REGISTERED', closes: false, client_id: '' });
  expect(await client.host(resourceId)).toMatchObject({
    registrationStatus: 'Host is Registered',
    registrationStatusIndicator: 'STATUS_INDICATION_IDLE',
    bmcIp: '192.168.150.20',
  });
  await client.api('PATCH', `compute/hosts/${resourceId}/onboard`);
  expect((await client.onboard(DEVICE)).json).toMatchObject({
    code: 'OK',
    node_state: 'ONBOARDED',
    closes: true,
  });
});

test('row: desired ONBOARDED → credentials that the realm accepts, and zero-touch provisioning', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({
    serialNumber: DEVICE.serial,
    uuid: DEVICE.uuid,
    autoOnboard: true,
  });
  const reply = z
    .looseObject({ client_id: z.string(), client_secret: z.string(), project_id: z.uuid() })
    .parse((await client.onboard({ ...DEVICE, uuid: DEVICE.uuid.toUpperCase() })).json);
  expect(reply).toMatchObject({ code: 'OK', node_state: 'ONBOARDED', closes: true });
  const { client_id, client_secret } = reply;
  const token = await client.token({
    grant_type: 'client_credentials',
    client_id,
    client_secret,
    scope: 'openid',
  });
  expect([token.status, token.json]).toMatchObject([200, { refresh_expires_in: 0 }]);
  const host = await client.host(resourceId);
  expect(host).toMatchObject({ currentState: 'HOST_STATE_ONBOARDED', onboardingStatus: 'Onboarded' });
  expect(host.instance).not.toBeNull();
});

test('row: any other desired state → FailedPrecondition "unspecified"', async () => {
  // A long time until the host is really deleted: the device comes in between.
  const client = await simulated({ reconcileMilliseconds: 60_000 });
  const { resourceId } = await client.register({ serialNumber: DEVICE.serial, uuid: DEVICE.uuid });
  await client.api('DELETE', `compute/hosts/${resourceId}`);
  expect((await client.onboard(DEVICE)).json).toMatchObject({
    code: 'FailedPrecondition',
    message: 'The node state is unspecified',
    closes: true,
  });
});

test('a serial that two hosts have decides nothing: Internal', async () => {
  const client = await simulated();
  await client.register({ serialNumber: DEVICE.serial, uuid: uuid(2) });
  await client.register({ serialNumber: DEVICE.serial, uuid: uuid(3) });
  expect((await client.onboard(DEVICE)).json).toMatchObject({ code: 'Internal' });
});

test('the token endpoint answers in JSON, to guests that ask for text too', async () => {
  const client = await simulated();
  const form = { grant_type: 'password', client_id: 'system-client', scope: 'openid', ...ONBOARDING_USER };
  const reply = await client.http('/realms/master/protocol/openid-connect/token', {
    method: 'POST',
    headers: { accept: 'text/plain', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  expect(reply.json).toMatchObject({ token_type: 'Bearer' });
});

test('interactively: the onboarding user may, the API user may not', async () => {
  const client = await simulated();
  const refused = await signInOnConsole(client, DEVICE, await client.signIn(API_USER));
  expect([refused.status, refused.json]).toEqual([
    403,
    { code: 'PermissionDenied', message: 'Request is blocked by RBAC' },
  ]);
  expect((await signInOnConsole(client, DEVICE, 'nonsense')).status).toBe(401);
  expect((await client.api('GET', 'compute/hosts')).json).toMatchObject({ totalElements: 0 });
});

test('interactively: a new host is created at once, and its project is returned the second time', async () => {
  const client = await simulated();
  const token = await client.signIn(ONBOARDING_USER);
  const first = await signInOnConsole(client, DEVICE, token);
  expect([first.status, Nodes.parse(first.json).project_id]).toEqual([200, '']);
  const second = Nodes.parse((await signInOnConsole(client, DEVICE, token)).json);
  expect(second.project_id).toMatch(/^[0-9a-f-]{36}$/);
  expect((await client.api('GET', 'compute/hosts')).json).toMatchObject({
    totalElements: 1,
    hosts: [
      {
        uuid: DEVICE.uuid,
        serialNumber: DEVICE.serial,
        currentState: 'HOST_STATE_ONBOARDED',
        onboardingStatus: 'Onboarded',
        instance: { desiredState: 'INSTANCE_STATE_RUNNING' },
      },
    ],
  });
});

test('interactively: a host with that uuid is taken over with the serial the device reports', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({ uuid: DEVICE.uuid, serialNumber: 'SERIAL0002' });
  await client.onboard(DEVICE);
  const reply = await signInOnConsole(client, DEVICE, await client.signIn(ONBOARDING_USER));
  expect(Nodes.parse(reply.json).project_id).not.toBe('');
  expect(await client.host(resourceId)).toMatchObject({
    serialNumber: DEVICE.serial,
    currentState: 'HOST_STATE_ONBOARDED',
    registrationStatus: 'Unknown',
  });
});

test('a provider without autoProvision leaves the host without an instance', async () => {
  const client = await simulated();
  const providers = z
    .looseObject({ providers: z.array(z.looseObject({ resourceId: z.string() })) })
    .parse((await client.api('GET', 'providers')).json);
  await client.api('DELETE', `providers/${providers.providers[0]?.resourceId ?? ''}`);
  await client.api('POST', 'providers', {
    providerKind: 'PROVIDER_KIND_BAREMETAL',
    name: 'infra_onboarding',
    apiEndpoint: 'x',
    config: JSON.stringify({ autoProvision: false }),
  });
  const { resourceId } = await client.register({
    serialNumber: DEVICE.serial,
    uuid: DEVICE.uuid,
    autoOnboard: true,
  });
  expect((await client.onboard(DEVICE)).json).toMatchObject({ node_state: 'ONBOARDED' });
  expect((await client.host(resourceId)).instance).toBeNull();
});

test('a guest that requests text gets key=value lines', async () => {
  const client = await simulated();
  await client.register({ uuid: DEVICE.uuid });
  const body = {
    uuid: DEVICE.uuid,
    serialnum: DEVICE.serial,
    mac_id: '52:54:00:12:34:56',
    host_ip: '10.0.0.1',
  };
  const reply = await client.guest('/onboarding/stream', body, { accept: 'text/plain' });
  expect(reply.text).toMatch(/^(?:[a-z_]+=[^\n]*\n)+$/);
  const lines = reply.text.trimEnd().split('\n').sort();
  expect(lines).toEqual([
    'client_id=',
    'client_secret=',
    'closes=false',
    'code=OK',
    'message=',
    'node_state=REGISTERED',
    matching(/^project_id=[0-9a-f-]{36}$/),
  ]);
});
