import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Client, ONBOARDING_USER } from './support/client.ts';
import { prepareSimulators, simulated, uuid } from './support/simulated.ts';
import { containing } from './support/matching.ts';
import { readParameters } from '../src/page/app.ts';
import { LIKE_REAL } from '../src/strictness.ts';

prepareSimulators();

const Credentials = z.looseObject({ client_id: z.string(), client_secret: z.string() });

function postForm(
  client: Client,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
) {
  return client.admin(path, {
    method: 'POST',
    body: new URLSearchParams(form).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

test('the page shows hosts, requests and scenarios, and identifies itself', async () => {
  const client = await simulated();
  await client.register({ name: 'my node', serialNumber: 'SERIAL0001', uuid: uuid(1) });
  await client.onboard({ uuid: uuid(1), serial: 'SERIAL0001' });
  const page = await client.admin('/');
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=UTF-8']);
  expect(page.text).toContain('it manages nothing real');
  for (const text of [
    'SERIAL0001',
    'my node',
    'registered',
    '192.168.150.20',
    '/onboarding/stream',
    'step-failure',
  ]) {
    expect(page.text).toContain(text);
  }
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.text).not.toMatch(/<script(?! src=)|<[^>]+ on[a-z]+=|<style|style="/);
  for (const path of ['/page/style.css', '/page/live.js'])
    expect((await client.admin(path)).status).toBe(200);
  expect((await client.http('/')).status).toBe(401);
});

test('the page says in what it is kinder than the real orchestrator', async () => {
  const kind = await (await simulated()).admin('/');
  expect(kind.text).toContain('nodes are provisioned without anybody asking for it');
  expect(kind.text).toContain('the kernel of the micro-OS tells what it does');
  expect(kind.text).toContain('an installed node keeps its boot option for the network');
  const strict = await simulated({ strictness: { ...LIKE_REAL, bootPort: null } });
  const [, words = ''] =
    /Kinder than a real one<\/dt>\s*<dd>([^<]*)</.exec((await strict.admin('/')).text) ?? [];
  expect(words).toBe('one port and one authority for API and boot files');
});

test('everything from a guest is shown as text', async () => {
  const client = await simulated();
  const evil = '"><script>alert(1)</script>';
  const body = { uuid: uuid(1), serialnum: 'SERIAL0001', mac_id: '52:54:00:00:00:01', sut_ip: '10.0.0.1' };
  const authorization = `Bearer ${await client.signIn(ONBOARDING_USER)}`;
  const { client_id, client_secret } = Credentials.parse(
    (await client.guest('/onboarding/nodes', body, { authorization })).json,
  );
  const pair = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
  const beat = { uuid: uuid(1), hostname: evil, version: evil };
  await client.guest('/agent/heartbeat', beat, { authorization: `Basic ${pair}` });
  await client.http(`/tink-stack/${encodeURI(evil)}`);
  await client.http(`/x?<img/src=x/onerror=alert(1)>`);
  await client.scenario('step-failure', { message: evil }, { serial: '<b>' });
  const page = await client.admin('/');
  expect(page.text).not.toContain('<script>alert');
  expect(page.text).not.toContain('<img');
  expect(page.text).not.toContain('<b>');
  expect(page.text).toContain('serial &lt;b&gt;');
});

test('a scenario is switched on and off with the form; a mistake is shown', async () => {
  const client = await simulated();
  const form = {
    name: 'step-failure',
    serial: 'VH*',
    address: '',
    parameters: 'step=3 message=out of paper',
  };
  const on = await postForm(client, '/page/scenarios', form);
  expect([on.status, on.headers.location]).toEqual([303, '/']);
  expect((await client.admin('/admin/scenarios')).json).toMatchObject({
    active: [{ name: 'step-failure', serial: 'VH*', parameters: { step: 3, message: 'out of paper' } }],
  });
  const wrong = await postForm(client, '/page/scenarios', { name: 'step-failure', parameters: 'step=99' });
  expect([wrong.status, wrong.text]).toEqual([400, containing('role="alert"')]);
  await postForm(client, '/page/scenarios/clear', { name: 'step-failure', serial: 'VH*' });
  expect((await client.admin('/admin/scenarios')).json).toMatchObject({ active: [] });
});

test('another web page gets nothing switched, whatever the browser sends along', async () => {
  const client = await simulated();
  const form = { name: 'wrong-ca' };
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.test' },
    { origin: 'null' },
  ];
  for (const headers of foreign) {
    expect((await postForm(client, '/page/scenarios', form, headers)).status).toBe(403);
    expect((await client.admin('/admin/scenarios', { json: form, headers })).status).toBe(403);
  }
  const own = { origin: client.simulator.httpUrl, 'sec-fetch-site': 'same-origin' };
  expect((await postForm(client, '/page/scenarios', form, own)).status).toBe(303);
});

test('parameters of the form may hold spaces', () => {
  expect(readParameters('')).toEqual({});
  expect(readParameters(' step=3 ')).toEqual({ step: '3' });
  expect(readParameters('message=no route to a=b host step=2')).toEqual({
    message: 'no route to',
    a: 'b host',
    step: '2',
  });
  expect(readParameters('step')).toEqual({ step: '' });
});
