import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { API_USER, ONBOARDING_USER, PROJECT } from './support/client.ts';
import { prepareSimulators, simulated, uuid } from './support/simulated.ts';
import { containing } from './support/matching.ts';
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
    expect([reply.status, Listed.parse(reply.json).error]).toEqual([status, error]);
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
    expectShape(first?.timestamps, 'Timestamps');
    const one = await client.api('GET', `${path}/${String(first?.resourceId)}`);
    expect(one.json).toEqual(first);
  }
  const [host] = list(await client.api('GET', 'compute/hosts'), 'hosts');
  expectShape(host?.instance, 'InstanceResource');
  expectShape(z.array(z.unknown()).parse(host?.hostNics)[0], 'HostnicResource');
  expect(host?.memoryBytes).toBe('0');
  for (const path of ['compute/hosts/summary', 'compute/hosts_summary']) {
    expectShape((await client.api('GET', path)).json, 'GetHostSummaryResponse');
  }
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
  expect(missing.json).toMatchObject({ message: containing('Error at "/providerKind"') });
  const neither = await client.api('POST', 'compute/hosts/register', { name: 'x' });
  expect([neither.status, neither.json]).toEqual([
    400,
    { code: 'InvalidArgument', message: 'either UUID or SerialNumber must be set' },
  ]);
});

test('a provider is deleted and created, never updated; its name is unique', async () => {
  const client = await simulated();
  const [provider] = list(await client.api('GET', 'providers'), 'providers');
  const path = `providers/${String(provider?.resourceId)}`;
  expect(JSON.parse(String(provider?.config))).toMatchObject({ autoProvision: true });
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
  const osID = String(os?.resourceId);
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

test('a client that sends too many requests gets 429 with the body null, and is served again later', async () => {
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
