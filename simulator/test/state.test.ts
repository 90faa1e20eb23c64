import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { State } from '../src/state/schema.ts';
import { startSimulator } from '../src/simulator.ts';
import { simulatorCommand, simulatorProcess } from './support/child.ts';
import { call } from './support/http.ts';
import type { Client } from './support/client.ts';
import { newStateDirectory, prepareSimulators, simulated, uuid } from './support/simulated.ts';
import { containing, matching } from './support/matching.ts';

prepareSimulators();

async function everything(client: Client) {
  const paths = ['compute/hosts', 'compute/instances', 'compute/os', 'providers', 'localAccounts'];
  return Promise.all(paths.map(async (path) => (await client.api('GET', path)).json));
}

test('a restart loses nothing: resources, scenarios, accounts, tokens, the CA', async () => {
  const stateDirectory = await newStateDirectory();
  const before = await simulated({ stateDirectory });
  await before.register({ serialNumber: 'SERIAL0001', uuid: uuid(1), autoOnboard: true });
  await before.onboard({ serial: 'SERIAL0001', uuid: uuid(1) });
  await before.scenario('late-prompt', { seconds: 7 }, { serial: 'X*' });
  await before.scenario('step-failure');
  const [resources, token] = [await everything(before), await before.signIn()];
  const { authority, adminToken } = before.simulator;
  await before.simulator.close();

  const after = await simulated({ stateDirectory, apiAccount: { password: 'not-used-any-more-1A' } });
  expect(after.simulator).toMatchObject({ authority, adminToken });
  const headers = { authorization: `Bearer ${token}` };
  const hosts = await after.https('/v1/projects/sample-project/compute/hosts', { headers });
  expect(hosts.status).toBe(200);
  // Provisioning may have begun in between; everything else stands as it stood.
  const [, , systems, providers, accounts] = await everything(after);
  expect([systems, providers, accounts]).toEqual(resources.slice(2));
  expect(hosts.json).toMatchObject({ totalElements: 1, hosts: [{ serialNumber: 'SERIAL0001' }] });
  expect((await after.admin('/admin/scenarios')).json).toMatchObject({
    active: [
      { name: 'late-prompt', serial: 'X*', parameters: { seconds: 7 } },
      { name: 'step-failure', parameters: { step: 5 } },
    ],
  });
});

test('what was deleted shortly before a stop is gone after the start', async () => {
  const stateDirectory = await newStateDirectory();
  const before = await simulated({ stateDirectory, reconcileMilliseconds: 60_000 });
  const { resourceId } = await before.register({ serialNumber: 'SERIAL0001' });
  await before.api('DELETE', `compute/hosts/${resourceId}`);
  expect((await before.host(resourceId)).hostStatus).toBe('Deleting');
  await before.simulator.close();
  const after = await simulated({ stateDirectory });
  await expect.poll(async () => (await after.api('GET', `compute/hosts/${resourceId}`)).status).toBe(404);
});

test('only its owner can read what a state directory holds', async () => {
  const stateDirectory = await newStateDirectory();
  await simulated({ stateDirectory });
  expect((await stat(stateDirectory)).mode & 0o777).toBe(0o700);
  for (const name of ['state.json', 'endpoint.json', 'token-signing.key', 'tls/ca.key', 'tls/server.key']) {
    expect([name, (await stat(join(stateDirectory, name))).mode & 0o777]).toEqual([name, 0o600]);
  }
});

test('an unreadable state file is set aside and reported', async () => {
  for (const content of ['{"version":1,', '{"version":99}', '']) {
    const stateDirectory = await newStateDirectory();
    await writeFile(join(stateDirectory, 'state.json'), content);
    const { simulator } = await simulated({ stateDirectory });
    expect(simulator.warnings).toEqual([matching(/state\.json could not be understood .*It is kept as /)]);
    const kept = (await readdir(stateDirectory)).find((name) => name.startsWith('state.json.unreadable-'));
    expect(await readFile(join(stateDirectory, kept ?? ''), 'utf8')).toBe(content);
  }
});

test('a second simulator on the same directory is refused, one after the other is not', async () => {
  const stateDirectory = await newStateDirectory();
  const first = await simulated({ stateDirectory });
  const second = startSimulator({ listen: '127.0.0.1', stateDirectory });
  await expect(second).rejects.toMatchObject({
    code: 'state-locked',
    message: containing(`in use by another simulator (process ${process.pid})`),
  });
  await first.simulator.close();
  await simulated({ stateDirectory });
});

test('a port in use is reported, and nothing is left behind', async () => {
  const stateDirectory = await newStateDirectory();
  const { simulator } = await simulated();
  const httpsPort = Number(new URL(simulator.httpUrl).port);
  const start = () => startSimulator({ listen: '127.0.0.1', stateDirectory, httpsPort });
  await expect(start()).rejects.toMatchObject({
    code: 'cannot-listen',
    message: containing('EADDRINUSE'),
  });
  // The lock has been given back: the next one fails for the same reason, not for the lock.
  await expect(start()).rejects.toMatchObject({ code: 'cannot-listen' });
  expect(await readdir(stateDirectory)).not.toContain('endpoint.json');
});

test('two simulators at once know nothing of each other', async () => {
  const [one, two] = await Promise.all([simulated(), simulated({ cluster: 'other.test' })]);
  await one.register({ serialNumber: 'SERIAL0001', uuid: uuid(1) });
  await one.scenario('unknown-device');
  expect((await two.api('GET', 'compute/hosts')).json).toMatchObject({ totalElements: 0 });
  expect((await two.admin('/admin/scenarios')).json).toMatchObject({ active: [] });
  const authorization = `Bearer ${await one.signIn()}`;
  const foreign = await two.https('/v1/projects/sample-project/compute/hosts', {
    headers: { authorization },
  });
  expect(foreign.status).toBe(401);
});

test('after a stop nothing keeps the process alive, and open connections are closed', async () => {
  const resources = () =>
    process
      .getActiveResourcesInfo()
      .filter((name) => /Server|Socket|Timeout/.test(name))
      .sort();
  const before = resources();
  const client = await simulated({ reconcileMilliseconds: 60_000 });
  await client.register({ serialNumber: 'SERIAL0001' });
  await client.scenario('slow-download', { kibps: 1 });
  const downloading = client.http('/images/ubuntu.raw.gz').catch(() => ({ complete: false }));
  await client.simulator.close();
  expect((await downloading).complete).toBe(false);
  await expect.poll(resources).toEqual(before);
});

test('kill -9 in the middle of writing leaves a state that loads, with all that was answered', async () => {
  const stateDirectory = await newStateDirectory();
  const first = await simulatorProcess(stateDirectory);
  const token = await signIn(first.ready);
  const confirmed: string[] = [];
  const registering = (async () => {
    for (let index = 0; index < 1000; index++) {
      const serialNumber = `KILLED${String(index).padStart(4, '0')}`;
      const reply = await call(first.ready.httpsUrl, '/v1/projects/sample-project/compute/hosts/register', {
        ca: first.ready.authority,
        headers: { authorization: `Bearer ${token}` },
        json: { serialNumber },
      });
      if (reply.status === 200) confirmed.push(serialNumber);
      if (confirmed.length === 25) first.process.kill('SIGKILL');
    }
  })();
  await expect(registering).rejects.toThrow();
  expect((await first.end('SIGKILL')).signal).toBe('SIGKILL');

  const state = State.parse(JSON.parse(await readFile(join(stateDirectory, 'state.json'), 'utf8')));
  const known = state.hosts.map((host) => host.serialNumber);
  expect(confirmed.length).toBeGreaterThanOrEqual(25);
  expect(confirmed.filter((serial) => !known.includes(serial))).toEqual([]);
  const second = await simulatorProcess(stateDirectory);
  expect(second.ready.warnings).toEqual([]);
  expect(second.ready.apiAccount).toEqual(first.ready.apiAccount);
  expect(await second.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('the command line: start, switch, list, clear, and its errors', async () => {
  const stateDirectory = await newStateDirectory();
  const idle = await simulatorCommand('scenario', 'list', '--state', stateDirectory);
  expect([idle.code, idle.errors]).toEqual([
    1,
    `no simulator runs with the state directory ${stateDirectory}\n`,
  ]);
  const child = await simulatorProcess(stateDirectory);
  const scenario = (...args: string[]) => simulatorCommand('scenario', ...args, '--state', stateDirectory);
  const on = await scenario('set', 'step-failure', 'step=3', 'message=out of paper', '--serial', 'VH*');
  expect([on.code, on.output]).toEqual([0, 'step-failure is on\n']);
  const listed = await scenario('list');
  expect(listed.output).toContain('step-failure --serial VH* {"step":3,"message":"out of paper"}');
  expect(listed.output).toMatch(/late-prompt +The credential prompt appears late\. \(seconds\)/);
  const wrong = await scenario('set', 'nonsense');
  expect([wrong.code, wrong.errors]).toEqual([2, containing('no scenario is called "nonsense"')]);
  expect((await scenario('clear', '--json')).output).toBe('{"cleared":1}\n');
  expect(await child.end('SIGINT')).toEqual({ code: 0, signal: null });
  expect(await readdir(stateDirectory)).not.toContain('endpoint.json');
  expect(await readdir(stateDirectory)).not.toContain('lock');
});

async function signIn(ready: {
  httpsUrl: string;
  authority: string;
  apiAccount: { username: string; password: string };
}) {
  const form = { grant_type: 'password', client_id: 'system-client', ...ready.apiAccount };
  const reply = await call(ready.httpsUrl, '/realms/master/protocol/openid-connect/token', {
    ca: ready.authority,
    method: 'POST',
    body: new URLSearchParams(form).toString(),
  });
  return /"access_token":"([^"]+)"/.exec(reply.text)?.[1] ?? '';
}
