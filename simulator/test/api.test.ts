import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  API_USER,
  Client,
  ONBOARDING_USER,
  PROJECT,
  Page,
  prepareSimulators,
  simulated,
  uuid,
} from './support/simulated.ts';
import { until } from './support/until.ts';

prepareSimulators();

const Facts = z.object({
  version: z.literal('0.2.0'),
  schemas: z.record(z.string(), z.record(z.string(), z.string())),
  enumerations: z.record(z.string(), z.array(z.string())),
});
const facts = Facts.parse(
  JSON.parse(await readFile(new URL('data/openapi-facts.json', import.meta.url), 'utf8')),
);

const Listed = z.record(z.string(), z.unknown());

/** Every field of the published schema is there, none besides, and each has its kind of value. */
function expectShape(value: unknown, schema: string): void {
  const declared = facts.schemas[schema] ?? {};
  const shown = Listed.parse(value);
  expect(Object.keys(shown).sort()).toEqual(Object.keys(declared).sort());
  for (const [name, kind] of Object.entries(declared)) {
    const field = shown[name];
    const [, enumeration] = /^enum:(.*)$/.exec(kind) ?? [];
    if (enumeration !== undefined) {
      expect(facts.enumerations[enumeration], `${schema}.${name}`).toContain(field);
    } else if (kind === 'array') expect(Array.isArray(field), `${schema}.${name}`).toBe(true);
    else if (kind.startsWith('object:')) expect(typeof field, `${schema}.${name}`).toBe('object');
    else expect(typeof field, `${schema}.${name}`).toBe(kind === 'integer' ? 'number' : kind);
  }
}

function list(reply: { json: unknown }, key: string): Record<string, unknown>[] {
  return z.array(Listed).parse(Listed.parse(reply.json)[key]);
}

const serials = (hosts: Record<string, unknown>[]) => hosts.map((host) => host['serialNumber']);

async function registerMany(client: Client, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const serialNumber = `VH001N100M${String(index).padStart(3, '0')}`;
    await client.register({ name: serialNumber, serialNumber, uuid: uuid(index), autoOnboard: true });
  }
}

test('password, refresh and client credentials give tokens; anything else an OAuth error', async () => {
  const client = await simulated();
  const good = await client.token({
    grant_type: 'password',
    client_id: 'system-client',
    scope: 'openid',
    ...API_USER,
  });
  expect(good.status).toBe(200);
  expect(good.json).toMatchObject({ token_type: 'Bearer', expires_in: 3600, refresh_expires_in: 5400 });
  const { access_token, refresh_token } = z
    .object({ access_token: z.string(), refresh_token: z.string() })
    .parse(good.json);
  expect(access_token.split('.')).toHaveLength(3);

  const refreshed = await client.token({
    grant_type: 'refresh_token',
    client_id: 'system-client',
    refresh_token,
  });
  expect(refreshed.json).toMatchObject({ token_type: 'Bearer' });
  const misused = await client.token({
    grant_type: 'refresh_token',
    client_id: 'system-client',
    refresh_token: access_token,
  });
  expect([misused.status, misused.json]).toEqual([
    400,
    { error: 'invalid_grant', error_description: 'Token is not active' },
  ]);

  const wrong = await client.token({
    grant_type: 'password',
    client_id: 'system-client',
    username: 'x',
    password: 'y',
  });
  expect([wrong.status, wrong.json]).toEqual([
    401,
    { error: 'invalid_grant', error_description: 'Invalid user credentials' },
  ]);
  const cases: [Record<string, string>, number, string][] = [
    [{}, 400, 'invalid_request'],
    [{ grant_type: 'magic', client_id: 'system-client' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'password', client_id: 'nobody', ...API_USER }, 401, 'invalid_client'],
    [{ grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x' }, 401, 'invalid_client'],
  ];
  for (const [form, status, error] of cases) {
    const reply = await client.token(form);
    expect([reply.status, Listed.parse(reply.json)['error']]).toEqual([status, error]);
  }
});

test('the API is closed without a good token, and to the onboarding user', async () => {
  const client = await simulated();
  const path = `/v1/projects/${PROJECT}/compute/hosts`;
  const good = await client.signIn();
  const forged = `${good.slice(0, -8)}AAAAAAAA`;
  for (const authorization of ['', 'Bearer', 'Bearer nonsense', `Basic ${good}`, `Bearer ${forged}`]) {
    const reply = await client.https(path, { headers: { authorization } });
    expect([reply.status, reply.json]).toEqual([401, { message: 'Unauthorized' }]);
  }
  const onboarding = await client.signIn(ONBOARDING_USER);
  const refused = await client.https(path, { headers: { authorization: `Bearer ${onboarding}` } });
  expect([refused.status, refused.json]).toEqual([403, { message: 'Forbidden' }]);
  const elsewhere = await client.https('/v1/projects/other/compute/hosts', {
    headers: { authorization: `Bearer ${good}` },
  });
  expect(elsewhere.status).toBe(403);
  expect((await client.http(path, { headers: { authorization: `Bearer ${good}` } })).status).toBe(404);
});

test('the project has its description and status; another one is not found', async () => {
  const client = await simulated();
  const headers = { authorization: `Bearer ${await client.signIn()}` };
  const project = await client.https(`/v1/projects/${PROJECT}`, { headers });
  expect(project.json).toMatchObject({
    spec: { description: 'sample-project (simulated)' },
    status: { projectStatus: { statusIndicator: 'STATUS_INDICATION_IDLE' } },
  });
  expect((await client.https('/v1/projects/other', { headers })).status).toBe(404);
});

test('every resource has exactly the fields of the published schema', async () => {
  const client = await simulated();
  const device = { uuid: uuid(1), serial: 'VH001N100M001' };
  await client.register({ name: 'one', serialNumber: device.serial, uuid: device.uuid, autoOnboard: true });
  await client.onboard(device);
  await client.api('POST', 'localAccounts', { username: 'dev', sshKey: 'ssh-ed25519 AAAAC3Nza dev' });
  const listed: [string, string, string, string][] = [
    ['compute/hosts', 'hosts', 'HostResource', 'ListHostsResponse'],
    ['compute/instances', 'instances', 'InstanceResource', 'ListInstancesResponse'],
    ['compute/os', 'OperatingSystemResources', 'OperatingSystemResource', 'ListOperatingSystemsResponse'],
    ['providers', 'providers', 'ProviderResource', 'ListProvidersResponse'],
    ['localAccounts', 'localAccounts', 'LocalAccountResource', 'ListLocalAccountsResponse'],
  ];
  for (const [path, key, schema, listSchema] of listed) {
    const reply = await client.api('GET', path);
    expectShape(reply.json, listSchema);
    const [first] = list(reply, key);
    expectShape(first, schema);
    expectShape(first?.['timestamps'], 'Timestamps');
    const one = await client.api('GET', `${path}/${String(first?.['resourceId'])}`);
    expect(one.json).toEqual(first);
  }
  const [host] = list(await client.api('GET', 'compute/hosts'), 'hosts');
  expectShape(host?.['instance'], 'InstanceResource');
  expectShape(z.array(z.unknown()).parse(host?.['hostNics'])[0], 'HostnicResource');
  expect(host?.['memoryBytes']).toBe('0');
  for (const path of ['compute/hosts/summary', 'compute/hosts_summary']) {
    expectShape((await client.api('GET', path)).json, 'GetHostSummaryResponse');
  }
});

test('a registered host begins with the default statuses', async () => {
  const client = await simulated();
  const host = await client.register({ name: 'n1', serialNumber: 'ABCDE12345', autoOnboard: false });
  expect(host).toMatchObject({
    serialNumber: 'ABCDE12345',
    uuid: '',
    desiredState: 'HOST_STATE_REGISTERED',
    currentState: 'HOST_STATE_UNSPECIFIED',
    hostStatus: 'Not Connected',
    onboardingStatus: 'Not Connected',
    registrationStatus: 'Unknown',
    powerStatus: 'Unknown',
    hostStatusIndicator: 'STATUS_INDICATION_UNSPECIFIED',
    hostStatusTimestamp: 0,
    instance: null,
  });
  expect(host.resourceId).toMatch(/^host-[0-9a-f]{8}$/);
});

test('what the schema forbids is refused by the gateway, in its words', async () => {
  const client = await simulated();
  const cases: [unknown, string][] = [
    [
      { serialNumber: 'AB' },
      `Error at "/serialNumber": string doesn't match the regular expression "^([A-Za-z0-9]{5,20})?$"`,
    ],
    [{ name: 'x'.repeat(21), serialNumber: 'ABCDE' }, 'Error at "/name": maximum string length is 20'],
    [{ serialNumber: 'ABCDE', autoOnboard: 'yes' }, 'Error at "/autoOnboard": value must be a boolean'],
    [{ uuid: 'nonsense' }, `Error at "/uuid": string doesn't match the regular expression`],
    [{ serialNumber: 'ABCDE', userLvmSize: -1 }, 'Error at "/userLvmSize": number must be at least 0'],
    [[], 'value must be an object'],
  ];
  for (const [body, message] of cases) {
    const reply = await client.api('POST', 'compute/hosts/register', body);
    expect(reply.status).toBe(400);
    const shown = z.strictObject({ message: z.string() }).parse(reply.json).message;
    expect(shown).toContain(
      `request body has an error: doesn't match schema #/components/schemas/HostRegister: `,
    );
    expect(shown).toContain(message);
  }
  const missing = await client.api('POST', 'providers', { name: 'p', apiEndpoint: 'x' });
  expect(missing.json).toMatchObject({ message: expect.stringContaining('Error at "/providerKind"') });
  const neither = await client.api('POST', 'compute/hosts/register', { name: 'x' });
  expect([neither.status, neither.json]).toEqual([
    400,
    { code: 'InvalidArgument', message: 'either UUID or SerialNumber must be set' },
  ]);
});

test('a clash is 400 FailedPrecondition: uuids always, serials only among hosts without a uuid', async () => {
  const client = await simulated();
  const clash = { code: 'FailedPrecondition', message: expect.stringContaining('duplicate key value') };
  await client.register({ serialNumber: 'SERIAL0001' });
  const again = await client.api('POST', 'compute/hosts/register', { serialNumber: 'SERIAL0001' });
  expect([again.status, again.json]).toEqual([400, clash]);

  await client.register({ serialNumber: 'SERIAL0002', uuid: uuid(2) });
  const sameUuid = await client.api('POST', 'compute/hosts/register', {
    serialNumber: 'OTHER00002',
    uuid: uuid(2),
  });
  expect([sameUuid.status, sameUuid.json]).toEqual([400, clash]);
  const upperCase = await client.api('POST', 'compute/hosts/register', { uuid: uuid(2).toUpperCase() });
  expect(upperCase.status).toBe(400);
  // The trap: the serial of a host whose uuid is known can be registered once more.
  const second = await client.register({ serialNumber: 'SERIAL0002' });
  expect(second.serialNumber).toBe('SERIAL0002');
});

test('a list shows 20 unless asked for more, and says that there is more', async () => {
  const client = await simulated();
  await registerMany(client, 25);
  const first = await client.api('GET', 'compute/hosts');
  expect(list(first, 'hosts')).toHaveLength(20);
  expect(Page.parse(first.json)).toMatchObject({ totalElements: 25, hasNext: true });
  const rest = await client.api('GET', 'compute/hosts?offset=20');
  expect(serials(list(rest, 'hosts'))).toEqual([20, 21, 22, 23, 24].map((index) => `VH001N100M0${index}`));
  expect(Page.parse(rest.json)).toMatchObject({ totalElements: 25, hasNext: false });
  const all = await client.api('GET', 'compute/hosts?pageSize=100&orderBy=serialNumber%20desc');
  expect(serials(list(all, 'hosts'))[0]).toBe('VH001N100M024');
});

test('paging beyond its limits is refused with the first line of the validator', async () => {
  const client = await simulated();
  const cases: [string, string][] = [
    ['pageSize=101', 'parameter "pageSize" in query has an error: number must be at most 100'],
    ['pageSize=0', 'parameter "pageSize" in query has an error: number must be at least 1'],
    ['pageSize=x', 'parameter "pageSize" in query has an error: an invalid integer: invalid syntax'],
    ['offset=10001', 'parameter "offset" in query has an error: number must be at most 10000'],
    ['pageSize=', 'empty value is not allowed'],
    ['filter=', 'empty value is not allowed'],
    [`filter=${'a'.repeat(1001)}`, 'parameter "filter" in query has an error: maximum string length is 1000'],
    [
      'filter=a%3Cb',
      'parameter "filter" in query has an error: string doesn\'t match the regular expression',
    ],
  ];
  for (const [query, message] of cases) {
    const reply = await client.api('GET', `compute/hosts?${query}`);
    expect(reply.status, query).toBe(400);
    expect(reply.json, query).toEqual({ message: expect.stringContaining(message) });
  }
});

test('a filter for one serial also hits its neighbours', async () => {
  const client = await simulated();
  for (const serialNumber of ['VH001N1M1', 'VH001N1M10', 'vh001n1m1x', 'OTHER1']) {
    await client.register({ name: serialNumber, serialNumber });
  }
  const filter = async (text: string) =>
    serials(list(await client.api('GET', `compute/hosts?filter=${encodeURIComponent(text)}`), 'hosts'));
  expect(await filter('serialNumber="VH001N1M1"')).toEqual(['VH001N1M1', 'VH001N1M10', 'vh001n1m1x']);
  expect(await filter('serial_number = "1M10"')).toEqual(['VH001N1M10']);
  expect(await filter('serialNumber="1M1*0"')).toEqual(['VH001N1M10']);
  expect(await filter('NOT has(instance) AND name=OTHER1')).toEqual(['OTHER1']);
  expect(await filter('has(site)')).toEqual([]);
  const unknown = await client.api('GET', 'compute/hosts?filter=colour%3Dred');
  expect([unknown.status, unknown.json]).toEqual([
    400,
    { code: 'InvalidArgument', message: 'invalid field colour' },
  ]);
  const colon = await client.api('GET', 'compute/hosts?filter=name%3Ax');
  expect(colon.status).toBe(501);
});

test('hosts are patched, onboarded, invalidated; a move that is not in the table is refused', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({ serialNumber: 'SERIAL0001', uuid: uuid(1) });
  await client.api('PATCH', `compute/hosts/${resourceId}`, {
    name: 'renamed',
    metadata: [{ key: 'k', value: 'v' }],
  });
  expect(await client.host(resourceId)).toMatchObject({
    name: 'renamed',
    metadata: [{ key: 'k', value: 'v' }],
  });
  const onboard = await client.api('PATCH', `compute/hosts/${resourceId}/onboard`);
  expect([onboard.status, onboard.json]).toEqual([200, {}]);
  expect(await client.host(resourceId)).toMatchObject({ desiredState: 'HOST_STATE_ONBOARDED' });
  await client.onboard({ uuid: uuid(1), serial: 'SERIAL0001' });
  const back = await client.api('PATCH', `compute/hosts/${resourceId}/register`, {
    name: 'x',
    autoOnboard: false,
  });
  expect([back.status, back.json]).toEqual([
    400,
    {
      code: 'InvalidArgument',
      message: `UpdateHost ${resourceId} from HOST_STATE_ONBOARDED to HOST_STATE_REGISTERED is not allowed`,
    },
  ]);
  const invalidated = await client.api('PUT', `compute/hosts/${resourceId}/invalidate?note=stolen`);
  expect([invalidated.status, invalidated.json]).toEqual([200, {}]);
  const host = await until('the host to be untrusted', async () => {
    const found = await client.host(resourceId);
    return found.currentState === 'HOST_STATE_UNTRUSTED' ? found : undefined;
  });
  expect(host).toMatchObject({ hostStatus: 'Invalidated', note: 'stolen' });
});

test('a host goes after its instance; until then it says what it waits for', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({
    serialNumber: 'SERIAL0001',
    uuid: uuid(1),
    autoOnboard: true,
  });
  await client.onboard({ uuid: uuid(1), serial: 'SERIAL0001' });
  const instanceId = (await client.host(resourceId)).instance?.resourceId ?? '';
  expect((await client.api('DELETE', `compute/hosts/${resourceId}`)).json).toEqual({});
  await until('the host to wait', async () => {
    const host = await client.host(resourceId);
    return host.hostStatus === `Deleting: waiting on ${instanceId} deletion` || undefined;
  });
  expect((await client.api('DELETE', `compute/instances/${instanceId}`)).json).toEqual({});
  const gone = await until('the host to be gone', async () => {
    const reply = await client.api('GET', `compute/hosts/${resourceId}`);
    return reply.status === 404 ? reply : undefined;
  });
  expect(gone.json).toMatchObject({ code: 'NotFound' });
  expect((await client.api('DELETE', `compute/hosts/${resourceId}`)).status).toBe(404);
});

test('a provider is deleted and created, never updated; its name is unique', async () => {
  const client = await simulated();
  const [provider] = list(await client.api('GET', 'providers'), 'providers');
  const path = `providers/${String(provider?.['resourceId'])}`;
  expect(JSON.parse(String(provider?.['config']))).toMatchObject({ autoProvision: true });
  expect((await client.api('PATCH', path, {})).status).toBe(404);
  const body = {
    providerKind: 'PROVIDER_KIND_BAREMETAL',
    name: 'infra_onboarding',
    apiEndpoint: 'x',
    config: '{}',
  };
  const clash = await client.api('POST', 'providers', body);
  expect([clash.status, clash.json]).toMatchObject([400, { code: 'FailedPrecondition' }]);
  expect((await client.api('DELETE', path)).json).toEqual({});
  expect((await client.api('POST', 'providers', body)).json).toMatchObject({ config: '{}' });
});

test('operating systems and local accounts in use cannot be deleted', async () => {
  const client = await simulated();
  const account = await client.api('POST', 'localAccounts', {
    username: 'dev',
    sshKey: 'ssh-ed25519 AAAA dev',
  });
  const { resourceId: localAccountID } = z.looseObject({ resourceId: z.string() }).parse(account.json);
  const [os] = list(await client.api('GET', 'compute/os'), 'OperatingSystemResources');
  const osID = String(os?.['resourceId']);
  const host = await client.register({ serialNumber: 'SERIAL0001' });
  const wanted = { hostID: host.resourceId, osID, localAccountID, kind: 'INSTANCE_KIND_METAL', name: 'i' };
  const instance = await client.api('POST', 'compute/instances', wanted);
  expect(instance.json).toMatchObject({
    provisioningStatus: 'Not Provisioned',
    instanceStatus: 'Not Installed',
    hostID: host.resourceId,
    osID,
    localAccountID,
  });
  for (const path of [`compute/os/${osID}`, `localAccounts/${localAccountID}`]) {
    expect((await client.api('DELETE', path)).json).toMatchObject({ code: 'FailedPrecondition' });
  }
  expect((await client.api('POST', 'compute/instances', wanted)).json).toMatchObject({
    code: 'FailedPrecondition',
  });
  const nowhere = await client.api('POST', 'compute/instances', { ...wanted, hostID: 'host-00000000' });
  expect([nowhere.status, nowhere.json]).toMatchObject([404, { code: 'NotFound' }]);
});

test('the summary counts a host with any error as an error and not as running', async () => {
  const client = await simulated();
  await client.register({ serialNumber: 'SERIAL0001', uuid: uuid(1) });
  await client.register({ serialNumber: 'SERIAL0002', uuid: uuid(2) });
  await client.onboard({ uuid: uuid(1), serial: 'DIFFERENT1' });
  expect((await client.api('GET', 'compute/hosts/summary')).json).toEqual({
    total: 2,
    error: 1,
    running: 0,
    unallocated: 2,
  });
});

test('a client that asks too often gets 429 with the body null, and is let in again later', async () => {
  const client = await simulated({ requestsPerSecond: 5 });
  const headers = { authorization: `Bearer ${await client.signIn()}` };
  const ask = () => client.https(`/v1/projects/${PROJECT}/compute/hosts`, { headers });
  const replies = await Promise.all(Array.from({ length: 12 }, ask));
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.map(({ text }) => text)).toEqual(refused.map(() => 'null'));
  await until('the limiter to let us in', async () => ((await ask()).status === 200 ? true : undefined));
});

test('each of the orchestrator’s host names serves what is its own', async () => {
  const client = await simulated();
  const { cluster } = client.simulator;
  const ask = async (service: string, path: string) => {
    const name = `${service}.${cluster}`;
    return (await client.https(path, { headers: { host: name }, servername: name })).status;
  };
  expect(await ask('api', `/v1/projects/${PROJECT}`)).toBe(401);
  expect(await ask('keycloak', `/v1/projects/${PROJECT}`)).toBe(404);
  expect(await ask('tinkerbell-haproxy', '/tink-stack/keys/Full_server.crt')).toBe(200);
  expect(await ask('tinkerbell-nginx', '/tink-stack/keys/Full_server.crt')).toBe(200);
  expect(await ask('api', '/tink-stack/keys/Full_server.crt')).toBe(404);
});
