import { expect, test } from 'vitest';
import { z } from 'zod';
import { run } from './support/program.ts';
import { SimulatedNode } from './support/node.ts';
import { type Client, ONBOARDING_USER, PROJECT } from './support/client.ts';
import { prepareSimulators, simulated, uuid } from './support/simulated.ts';
import { containing, matching } from './support/matching.ts';
import { until } from './support/until.ts';

prepareSimulators();

const DEVICE = { uuid: uuid(1), serial: 'VH001N100M01' };
const HERE = { address: '127.0.0.*' };

async function switchOn(
  client: Client,
  name: string,
  parameters: object = {},
  limits: object = {},
): Promise<void> {
  const reply = await client.scenario(name, { ...parameters }, limits);
  expect([name, reply.status]).toEqual([name, 200]);
}

async function newNode(client: Client): Promise<{ node: SimulatedNode; resourceId: string }> {
  const node = new SimulatedNode(client, DEVICE);
  return { node, resourceId: (await node.onboard()).resourceId };
}

test.for([
  ['wrong-ca', /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN/],
  ['expired-certificate', /CERT_HAS_EXPIRED/],
  ['unknown-name', /ERR_TLS_CERT_ALTNAME_INVALID/],
] as const)('%s: the handshake fails, and the log says why', async ([name, code]) => {
  const client = await simulated();
  await switchOn(client, name);
  // Without limits, clients of this very machine are spared: the product goes on working.
  expect((await client.https('/tink-stack/boot.ipxe')).status).toBe(200);
  await switchOn(client, name, {}, HERE);
  await expect(client.https('/tink-stack/boot.ipxe')).rejects.toMatchObject({
    code: matching(code),
  });
  await client.admin(`/admin/scenarios?name=${name}`, { method: 'DELETE' });
  expect((await client.https('/tink-stack/boot.ipxe')).status).toBe(200);
});

test('a client that refuses our certificate is in the log, with the reason if it gives one', async () => {
  const client = await simulated();
  const { port } = new URL(client.simulator.httpsUrl);
  // Firmware sends an alert; a Node.js client just leaves.
  await run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_2', '-verify_return_error']);
  await expect(client.https('/', { ca: '' })).rejects.toMatchObject({
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  });
  const failures = await until('the failed handshakes in the log', async () => {
    const { requests } = z
      .object({
        requests: z.array(z.looseObject({ method: z.string(), path: z.string(), client: z.string() })),
      })
      .parse((await client.admin('/admin/requests')).json);
    const found = requests.filter(({ method }) => method === 'TLS');
    return found.length === 2 ? found : undefined;
  });
  expect(failures).toEqual([
    expect.objectContaining({ client: '127.0.0.1', path: matching(/unknown ca/i) }),
    expect.objectContaining({ client: '127.0.0.1', path: 'closed during the TLS handshake' }),
  ]);
});

test('nbp-missing: 404, for HEAD too, and only for the boot program', async () => {
  const client = await simulated();
  await switchOn(client, 'nbp-missing');
  expect((await client.https('/tink-stack/signed_ipxe.efi', { method: 'HEAD' })).status).toBe(404);
  expect((await client.http('/tink-stack/vmlinuz-x86_64', { method: 'HEAD' })).status).toBe(200);
});

test('slow-download: the bytes are right, and take their time', async () => {
  const client = await simulated();
  await switchOn(client, 'slow-download', { kibps: 100, file: 'signed*' });
  const begin = performance.now();
  const reply = await client.http('/tink-stack/signed_ipxe.efi');
  expect(reply.bytes.length).toBe(20_000);
  // 20 kB at 100 KiB a second are 195 ms.
  expect(performance.now() - begin).toBeGreaterThan(150);
});

test('broken-download: announced in full, cut in the middle, the given number of times', async () => {
  const client = await simulated();
  await switchOn(client, 'broken-download', { percent: 25, file: '*.gz', times: 1 });
  const whole = (await client.http('/images/ubuntu.raw.gz', { method: 'HEAD' })).headers['content-length'];
  const cut = await client.http('/images/ubuntu.raw.gz');
  expect([cut.status, cut.headers['content-length'], cut.complete]).toEqual([200, whole, false]);
  expect(cut.bytes.length).toBeLessThan(Number(whole) / 2);
  expect((await client.http('/images/ubuntu.raw.gz')).complete).toBe(true);
});

test('ipxe-retries: so many failures for each node, then the kernel comes', async () => {
  const client = await simulated();
  await switchOn(client, 'ipxe-retries', { times: 2 }, { serial: 'VH*' });
  const fetch = async (serial: string) =>
    (await client.http(`/tink-stack/of/${serial}/vmlinuz-x86_64`)).status;
  expect([await fetch('VH1'), await fetch('VH2'), await fetch('VH1'), await fetch('VH1')]).toEqual([
    503, 503, 503, 200,
  ]);
  expect(await fetch('OTHER')).toBe(200);
});

test('wrong-password: for the onboarding user only', async () => {
  const client = await simulated();
  await switchOn(client, 'wrong-password');
  const refused = await client.token({
    grant_type: 'password',
    client_id: 'system-client',
    ...ONBOARDING_USER,
  });
  expect([refused.status, refused.json]).toMatchObject([401, { error: 'invalid_grant' }]);
  expect(await client.signIn()).toContain('.');
});

test('late-prompt: on the kernel command line of the nodes it is for', async () => {
  const client = await simulated();
  await switchOn(client, 'late-prompt', { seconds: 33 }, { serial: 'VH*' });
  expect((await client.http('/tink-stack/of/VH1/boot.ipxe')).text).toContain('sim.prompt_delay=33');
  expect((await client.http('/tink-stack/of/OTHER/boot.ipxe')).text).toContain('sim.prompt_delay=0');
});

test('unknown-device: NotFound although registered; interactively it gets in', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({
    uuid: DEVICE.uuid,
    serialNumber: DEVICE.serial,
    autoOnboard: true,
  });
  await switchOn(client, 'unknown-device', {}, { serial: 'vh001*' });
  expect((await client.onboard(DEVICE)).json).toMatchObject({ code: 'NotFound', closes: false });
  const authorization = `Bearer ${await client.signIn(ONBOARDING_USER)}`;
  const body = {
    uuid: DEVICE.uuid,
    serialnum: DEVICE.serial,
    mac_id: '52:54:00:00:00:01',
    sut_ip: '10.0.0.1',
  };
  await client.guest('/onboarding/nodes', body, { authorization });
  expect(await client.host(resourceId)).toMatchObject({ currentState: 'HOST_STATE_ONBOARDED' });
});

test.for([
  ['serial-mismatch', 'mismatch of Serial Number, Reported Serial Number is: MISMATCH01'],
  ['uuid-mismatch', 'mismatch of UUID, Reported UUID is: deadbeef-0000-4000-8000-000000000000'],
] as const)('%s: NotFound, and the host is marked', async ([name, text]) => {
  const client = await simulated();
  const { resourceId } = await client.register({
    uuid: DEVICE.uuid,
    serialNumber: DEVICE.serial,
    autoOnboard: true,
  });
  await switchOn(client, name);
  expect((await client.onboard(DEVICE)).json).toMatchObject({ code: 'NotFound' });
  expect((await client.host(resourceId)).registrationStatus).toContain(text);
});

test('already-onboarded and auto-provision-off', async () => {
  const client = await simulated();
  const { resourceId } = await client.register({
    uuid: DEVICE.uuid,
    serialNumber: DEVICE.serial,
    autoOnboard: true,
  });
  await switchOn(client, 'already-onboarded');
  await switchOn(client, 'auto-provision-off');
  expect((await client.onboard(DEVICE)).json).toMatchObject({
    message: 'Node is already HOST_STATE_ONBOARDED',
  });
  await client.admin('/admin/scenarios?name=already-onboarded', { method: 'DELETE' });
  expect((await client.onboard(DEVICE)).json).toMatchObject({ node_state: 'ONBOARDED' });
  expect(await client.host(resourceId)).toMatchObject({ onboardingStatus: 'Onboarded', instance: null });
});

test('what a provisioning scenario hands to the node', async () => {
  const client = await simulated();
  const { node } = await newNode(client);
  await switchOn(client, 'secure-boot-mismatch');
  await switchOn(client, 'os-silent');
  await switchOn(client, 'agents-never-call');
  const steps = await node.work();
  expect(steps[0]).toMatchObject({ secure_boot: 'on' });
  expect(steps[2]).toMatchObject({
    image_url: containing('/images/microvisor.raw.gz'),
    image_bytes: 200_000,
  });
  expect(steps[5]).toMatchObject({ heartbeat: 86_400 });
  expect((await node.heartbeat()).status).toBe(503);
});

test('image-checksum: another checksum than the image has', async () => {
  const client = await simulated();
  const { node } = await newNode(client);
  await switchOn(client, 'image-checksum');
  expect((await node.work())[2]).toMatchObject({ sha256: 'f'.repeat(64) });
});

test('step-failure and disk-too-small fail where they should', async () => {
  const client = await simulated();
  const { node, resourceId } = await newNode(client);
  await switchOn(client, 'step-failure', { step: 7, message: 'no route to host' }, { serial: DEVICE.serial });
  await node.work();
  expect((await client.host(resourceId)).instance?.provisioningStatus).toBe(
    'Provisioning Failed: 7/12: Downloading installation scripts failed: no route to host',
  );

  const other = new SimulatedNode(client, { uuid: uuid(2), serial: 'VH001N100M02' });
  await switchOn(client, 'disk-too-small');
  const { resourceId: otherId } = await other.onboard();
  await other.work();
  expect((await client.host(otherId)).instance?.provisioningStatus).toMatch(
    /^Provisioning Failed: 3\/12: Streaming OS image failed: .*no space left on device$/,
  );
});

test('heartbeat-stops: the connection is lost after the given number', async () => {
  const client = await simulated({ heartbeatSeconds: 0.1 });
  const { node, resourceId } = await newNode(client);
  await node.work();
  await switchOn(client, 'heartbeat-stops', { after: 2 });
  const statuses = [
    (await node.heartbeat()).status,
    (await node.heartbeat()).status,
    (await node.heartbeat()).status,
  ];
  expect(statuses).toEqual([200, 200, 503]);
  await until('the connection to be missed', async () =>
    (await client.host(resourceId)).hostStatus === 'No Connection' ? true : undefined,
  );
});

test('too-many-requests, server-error and forbidden apply the given number of times to the given path', async () => {
  const client = await simulated();
  const headers = { authorization: `Bearer ${await client.signIn()}` };
  const ask = async (path: string) => client.https(`/v1/projects/${PROJECT}/${path}`, { headers });
  await switchOn(client, 'too-many-requests', { times: 1, path: '*/providers' });
  expect((await ask('compute/hosts')).status).toBe(200);
  const limited = await ask('providers');
  expect([limited.status, limited.text]).toEqual([429, 'null']);
  expect((await ask('providers')).status).toBe(200);

  await switchOn(client, 'server-error', { status: 502, times: 1 });
  const broken = await ask('compute/hosts');
  expect([broken.status, broken.json]).toEqual([502, undefined]);
  expect(broken.text).toContain('<h1>502 Bad Gateway</h1>');
  expect((await ask('compute/hosts')).status).toBe(200);

  await switchOn(client, 'forbidden', { times: 1 });
  expect((await ask('compute/hosts')).json).toEqual({ message: 'Forbidden' });
  expect((await ask('compute/hosts')).status).toBe(200);
});

test('token-expiry: new tokens are short-lived, and those given out before end too', async () => {
  const client = await simulated();
  const headers = { authorization: `Bearer ${await client.signIn()}` };
  const ask = async () => (await client.https(`/v1/projects/${PROJECT}/compute/hosts`, { headers })).status;
  expect(await ask()).toBe(200);
  await switchOn(client, 'token-expiry', { seconds: 2 });
  const fresh = await client.token({
    grant_type: 'password',
    client_id: 'system-client',
    ...ONBOARDING_USER,
  });
  expect(fresh.json).toMatchObject({ expires_in: 2 });
  await until('the old token to end', async () => ((await ask()) === 401 ? true : undefined));
});

test('slow-answers: late, and not at all beyond the gateway’s patience; a client that goes is not waited for', async () => {
  const client = await simulated();
  await switchOn(client, 'slow-answers', { milliseconds: 150, times: 1 });
  const begin = performance.now();
  await client.https(`/v1/projects/${PROJECT}`);
  expect(performance.now() - begin).toBeGreaterThan(140);
  // Closing the simulator while somebody still waits must not take these 15 seconds.
  await switchOn(client, 'slow-answers', { milliseconds: 60_000 });
  const waiting = client.https(`/v1/projects/${PROJECT}`).catch((error: unknown) => error);
  await client.simulator.close();
  expect(await waiting).toBeInstanceOf(Error);
});

test('faults that precede the serial number cannot be limited to one node', async () => {
  const client = await simulated();
  const refused: object[] = [
    ...['wrong-ca', 'expired-certificate', 'unknown-name', 'nbp-missing'].map((name) => ({ name })),
    ...['too-many-requests', 'token-expiry', 'server-error', 'slow-answers', 'forbidden'].map((name) => ({
      name,
    })),
    { name: 'wrong-ca', address: '127.0.0.*' },
    { name: 'slow-download', parameters: { file: 'signed*' } },
    { name: 'broken-download', parameters: { file: '*.efi' } },
  ];
  for (const body of refused) {
    const reply = await client.admin('/admin/scenarios', { json: { ...body, serial: DEVICE.serial } });
    const message = matching(/^serial: .*limit it by address or not at all/);
    expect([reply.status, reply.json]).toEqual([400, { code: 'usage', message, field: 'serial' }]);
  }
  await switchOn(client, 'slow-download', { file: '*' }, { serial: DEVICE.serial });
  await switchOn(client, 'broken-download', { file: 'vmlinuz*' }, { serial: DEVICE.serial });
});

test('switches that make no sense are refused in words', async () => {
  const client = await simulated();
  const cases: [object, RegExp][] = [
    [{ name: 'nonsense' }, /no scenario is called "nonsense"; there are: wrong-ca, /],
    [{ name: 'step-failure', parameters: { step: 99 } }, /step-failure: .*<=20/],
    [{ name: 'step-failure', parameters: { colour: 'red' } }, /Unrecognized key: "colour"/],
    [{ name: 'wrong-ca', serial: '' }, /serial/],
    [{}, /name/],
  ];
  for (const [body, message] of cases) {
    const reply = await client.admin('/admin/scenarios', { json: body });
    expect([reply.status, reply.json]).toEqual([400, { code: 'usage', message: matching(message) }]);
  }
  const form = await client.admin('/admin/scenarios', { method: 'POST', body: 'name=wrong-ca' });
  expect(form.status).toBe(400);
});

test('the last one set wins; the same with the same limits is replaced', async () => {
  const client = await simulated();
  await switchOn(client, 'late-prompt', { seconds: 1 });
  await switchOn(client, 'late-prompt', { seconds: 2 }, { serial: 'VH?' });
  await switchOn(client, 'late-prompt', { seconds: 3 }, { serial: 'VH?' });
  const Listed = z.looseObject({
    active: z.array(z.unknown()),
    known: z.array(z.looseObject({ name: z.string() })),
  });
  const listed = Listed.parse((await client.admin('/admin/scenarios')).json);
  expect(listed.active).toHaveLength(2);
  expect(listed.known.map(({ name }) => name)).toContain('step-failure');
  expect((await client.http('/tink-stack/of/VH1/boot.ipxe')).text).toContain('sim.prompt_delay=3');
  expect((await client.admin('/admin/scenarios?serial=VH%3F', { method: 'DELETE' })).json).toEqual({
    cleared: 1,
  });
  expect((await client.http('/tink-stack/of/VH1/boot.ipxe')).text).toContain('sim.prompt_delay=1');
  expect((await client.admin('/admin/scenarios', { method: 'DELETE' })).json).toEqual({ cleared: 1 });
});
