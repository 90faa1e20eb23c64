import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Client, Page } from './support/client.ts';
import { prepareSimulators, simulated, uuid } from './support/simulated.ts';
import { containing } from './support/matching.ts';
import { until } from './support/until.ts';

prepareSimulators();

function listed(reply: { json: unknown }): Record<string, unknown>[] {
  return z.looseObject({ hosts: z.array(z.record(z.string(), z.unknown())) }).parse(reply.json).hosts;
}

const serials = (hosts: Record<string, unknown>[]) => hosts.map((host) => host.serialNumber);

async function registerMany(client: Client, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const serialNumber = `VH001N100M${String(index).padStart(3, '0')}`;
    await client.register({ name: serialNumber, serialNumber, uuid: uuid(index), autoOnboard: true });
  }
}

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

test('a clash is 400 FailedPrecondition: uuids always, serials only among hosts without a uuid', async () => {
  const client = await simulated();
  const clash = { code: 'FailedPrecondition', message: containing('duplicate key value') };
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

test('a list has 20 entries by default and indicates that there are more', async () => {
  const client = await simulated();
  await registerMany(client, 25);
  const first = await client.api('GET', 'compute/hosts');
  expect(listed(first)).toHaveLength(20);
  expect(Page.parse(first.json)).toMatchObject({ totalElements: 25, hasNext: true });
  const rest = await client.api('GET', 'compute/hosts?offset=20');
  expect(serials(listed(rest))).toEqual([20, 21, 22, 23, 24].map((index) => `VH001N100M0${index}`));
  expect(Page.parse(rest.json)).toMatchObject({ totalElements: 25, hasNext: false });
  const all = await client.api('GET', 'compute/hosts?pageSize=100&orderBy=serialNumber%20desc');
  expect(serials(listed(all))[0]).toBe('VH001N100M024');
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
    expect(reply.json, query).toEqual({ message: containing(message) });
  }
});

test('a filter for one serial also hits its neighbours', async () => {
  const client = await simulated();
  for (const serialNumber of ['VH001N1M1', 'VH001N1M10', 'vh001n1m1x', 'OTHER1']) {
    await client.register({ name: serialNumber, serialNumber });
  }
  const filter = async (text: string) =>
    serials(listed(await client.api('GET', `compute/hosts?filter=${encodeURIComponent(text)}`)));
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

test('a host is deleted after its instance; until then it reports what it waits for', async () => {
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
