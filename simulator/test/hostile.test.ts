import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { type Client, ONBOARDING_USER } from './support/client.ts';
import { SimulatedNode } from './support/node.ts';
import { prepareSimulators, simulated, uuid } from './support/simulated.ts';

prepareSimulators();

const DOORS = [
  '/onboarding/stream',
  '/onboarding/nodes',
  '/agent/heartbeat',
  '/workflow/x/actions/1',
  '/admin/scenarios',
  '/page/scenarios',
  '/realms/master/protocol/openid-connect/token',
];

/** Numbers that look random and are the same in every run. */
function* random(seed: number): Generator<number, never> {
  let value = seed;
  for (;;) {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) >>> 0;
    yield value;
  }
}

function garbage(next: () => number): unknown {
  const strange: unknown[] = [
    null,
    true,
    -1,
    1e300,
    '',
    'x',
    '\u0000',
    '💣',
    '__proto__',
    `\${jndi}`,
    "' OR 1=1 --",
    '<script>',
    [],
    {},
    [[[]]],
    { toString: 1 },
    { uuid: uuid(1) },
    { uuid: {} },
    { serialnum: 'A'.repeat(3000) },
    { state: 'SUCCESS' },
    { name: 'wrong-ca', parameters: { __proto__: 1 } },
    { constructor: { prototype: {} } },
  ];
  const value = strange[next() % strange.length];
  return next() % 3 === 0 ? { [String(next() % 7)]: value, name: value, uuid: value, state: value } : value;
}

async function isWell(client: Client): Promise<void> {
  expect((await client.api('GET', 'compute/hosts')).status).toBe(200);
}

test('garbage at every endpoint is answered with a 4xx (or a decision), never with a server error', async () => {
  const client = await simulated({ requestsPerSecond: 100_000 });
  const numbers = random(42);
  const next = () => numbers.next().value;
  const authorization = `Bearer ${await client.signIn(ONBOARDING_USER)}`;
  for (let round = 0; round < 30; round++) {
    for (const path of DOORS) {
      const json = JSON.stringify(garbage(next));
      const body = next() % 4 === 0 ? json.slice(0, next() % (json.length + 1)) : json;
      const reply = await client.http(path, {
        method: 'POST',
        body,
        headers: { authorization, 'content-type': 'application/json' },
      });
      expect(reply.status, `${path} ${body}: ${reply.text}`).toBeLessThan(500);
      expect(reply.text).not.toContain('defect');
    }
  }
  for (let round = 0; round < 30; round++) {
    for (const path of [
      'compute/hosts/register',
      'compute/hosts',
      'compute/instances',
      'compute/os',
      'providers',
      'localAccounts',
    ]) {
      const reply = await client.api('POST', path, garbage(next));
      expect(reply.status, `${path}: ${reply.text}`).toBeLessThan(500);
    }
  }
  await client.admin('/admin/scenarios', { method: 'DELETE' });
  await isWell(client);
});

test('bodies beyond the limit are refused without being read to the end', async () => {
  const client = await simulated();
  const large = 'x'.repeat(2_000_000);
  for (const path of DOORS) {
    const reply = await client
      .admin(path, { method: 'POST', body: large, headers: { 'content-type': 'application/json' } })
      .catch(() => undefined);
    // The connection may be closed while we still send; either way it was not taken.
    if (reply !== undefined) expect([path, reply.status]).toEqual([path, 413]);
  }
  const api = await client.api('POST', 'compute/hosts/register', { name: 'x'.repeat(150_000) });
  expect([api.status, api.json]).toEqual([413, { message: 'Request Entity Too Large' }]);
  await isWell(client);
});

test('a body that is not JSON, or not declared as such, is refused like by the gateway', async () => {
  const client = await simulated();
  const path = '/v1/projects/sample-project/compute/hosts/register';
  const authorization = `Bearer ${await client.signIn()}`;
  const send = async (body: string, type: string) => {
    const reply = await client.https(path, {
      method: 'POST',
      body,
      headers: { authorization, 'content-type': type },
    });
    return [reply.status, reply.json];
  };
  const message = (text: string) => [400, { message: `request body has an error: ${text}` }];
  expect(await send('{"name":', 'application/json')).toEqual(
    message('failed to decode request body: invalid character'),
  );
  expect(await send('', 'application/json')).toEqual(message('failed to decode request body: EOF'));
  expect(await send('{}', 'text/plain')).toEqual(
    message('header Content-Type has unexpected value "text/plain"'),
  );
  expect(await send('{"name":"\u0007"}', 'application/json')).toEqual([
    400,
    { message: 'request body contains non printable characters' },
  ]);
});

test('hostile filters are refused or harmless', async () => {
  const client = await simulated();
  await client.register({ serialNumber: 'SERIAL0001' });
  const filters = [
    '(',
    '()',
    '((((',
    'a=',
    '=a',
    'a=b c=d',
    'has(',
    'has(instance',
    'NOT',
    'a AND',
    'OR',
    '"a"="b"',
    '-',
    'constructor=x',
    'name.length=1',
    'toString=x',
    'hasOwnProperty=x',
    'instance.os.name="x"',
    `${'('.repeat(200)}name=a`,
  ];
  for (const filter of filters) {
    const reply = await client.api('GET', `compute/hosts?filter=${encodeURIComponent(filter)}`);
    expect([200, 400], `${filter}: ${reply.text}`).toContain(reply.status);
  }
  for (const orderBy of ['name sideways', 'nothing', 'name asc desc', 'constructor']) {
    expect((await client.api('GET', `compute/hosts?orderBy=${encodeURIComponent(orderBy)}`)).status).toBe(
      400,
    );
  }
});

test('bytes that are not HTTP, or not TLS, do not trouble anybody', async () => {
  const client = await simulated();
  for (const url of [client.simulator.httpUrl, client.simulator.httpsUrl]) {
    for (const bytes of [
      '\u0000\u0001\u0002',
      'GET',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n`,
    ]) {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume();
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.end(bytes, 'latin1');
      await closed;
    }
  }
  await isWell(client);
});

test('a reply to a guest stays one line for each key, whatever is in it', async () => {
  const client = await simulated();
  const node = new SimulatedNode(client, { uuid: uuid(1), serial: 'SERIAL0001' });
  await client.scenario('step-failure', { step: 1, message: 'a\nstate=done\nb' });
  await node.onboard();
  await expect
    .poll(async () => (await node.get(`/workflow?uuid=${uuid(1)}`, { accept: 'text/plain' })).text)
    .toContain('fail=a state=done b\n');
});
