import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { check } from '../lib/contract/host.ts';
import { nodeList } from '../lib/contract/lists.ts';
import { nodeDetail } from '../lib/contract/node.ts';
import { operation } from '../lib/contract/operation.ts';
import { createResponse } from '../lib/contract/run.ts';
import { ACCOUNT } from './server/account.ts';
import { traces } from './server/host-inventory.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { type Said, Ven } from './server/ven.ts';

const MINUTE = 60_000;
const NAME = `ven-${process.pid}`;

const findings = z.object({ ok: z.boolean(), checks: z.array(check) });
const operations = z.object({ operations: z.array(operation) });
const newToken = z.object({ token: z.string() });

test.describe.configure({ mode: 'serial' });

// Made in `beforeAll`: Playwright also loads this file only to list its tests.
const home = path.join(tmpdir(), `ven-e2e-home-${process.pid}`);
const ven = new Ven(home);
let serving: Serving;

test.beforeAll(async () => {
  mkdirSync(home);
  serving = new Serving();
  await serving.start();
});

test.afterAll(async () => {
  await serving.dispose();
  rmSync(home, { recursive: true, force: true });
});

/** Its document, after a success. */
function told<T>(schema: z.ZodType<T>, { code, document, stdout, stderr }: Said): T {
  expect(code, stdout + stderr).toBe(0);
  return schema.parse(document);
}

const show = async () => told(nodeDetail, await ven.run('show', NAME, '--json'));

test('login, token create and doctor succeed', async () => {
  const login = ['login', '--url', serving.url, '--email', ACCOUNT.email, '--password-stdin', '--json'];
  expect(await ven.start(login, 'wrong\n').ended).toMatchObject({ code: 4 });
  told(z.object({ role: z.literal('admin') }), await ven.start(login, `${ACCOUNT.password}\n`).ended);
  const { token } = told(newToken, await ven.run('token', 'create', '--name', 'scripts', '--json'));
  ven.set('VEN_URL', serving.url);
  ven.set('VEN_TOKEN', token);

  // It comes up beside the server, at another port if somebody else was faster.
  await (await Rest.open(serving.url)).orchestrated();
  const { ok, checks } = told(findings, await ven.run('doctor', '--json'));
  expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(ok).toBe(true);
  expect(checks.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'kvm-device',
      'bridges',
      'libvirtd',
      'virtlogd',
      'server',
      'local:connection',
      'local:acceleration',
    ]),
  );
});

test('create, start, watch, console, power actions and delete of one node', async () => {
  test.setTimeout(5 * MINUTE);
  const created = told(
    createResponse,
    await ven.run('create', '--name', NAME, '--vcpus', '1', '--no-start', '--json'),
  );
  expect(created.nodes.map(({ name }) => name)).toEqual([NAME]);
  expect(await ven.run('wait', NAME, '--stage', 'defined', '--json')).toMatchObject({ code: 0 });
  const listed = told(nodeList, await ven.run('list', '--json'));
  expect(listed.nodes.map(({ name }) => name)).toEqual([NAME]);
  expect(await ven.run('log', NAME, '--json')).toMatchObject({ code: 3 });

  const watch = ven.start(['watch']);
  const act = async (verb: string) => {
    const done = told(operations, await ven.run(verb, NAME, '--json'));
    expect(done.operations).toMatchObject([{ kind: verb, state: 'succeeded', nodeName: NAME }]);
    return (await show()).state;
  };
  expect(await act('start')).toBe('running');
  const looking = ven.start(['console', NAME, '--read-only']);
  expect(await ven.run('wait', NAME, '--stage', 'http-boot', '--timeout', '120')).toMatchObject({ code: 0 });
  await expect.poll(looking.stdout, { timeout: MINUTE }).toContain('Start HTTP Boot');
  looking.child.kill('SIGTERM');
  expect((await looking.ended).code).toBe(143);
  expect((await ven.start(['console', NAME], 'typed\r').ended).code).toBe(0);
  const log = await ven.run('log', NAME, '--boot', '1', '--json');
  expect(told(z.object({ text: z.string() }), log).text).toContain('Start HTTP Boot');
  expect((await show()).boots).toMatchObject([{ number: 1, endedAt: null }]);

  expect(await act('pause')).toBe('paused');
  expect(await act('resume')).toBe('running');
  expect(await act('reset')).toBe('running');
  expect(await act('stop')).toBe('shut off');
  expect(await ven.run('shutdown', NAME, '--json')).toMatchObject({
    code: 1,
    document: { error: { code: 'conflict' } },
  });
  watch.child.kill('SIGINT');
  const { code, stdout } = await watch.ended;
  expect(code).toBe(130);
  expect(stdout).toMatch(new RegExp(`${NAME} +running +http-boot`));

  const trail = { name: NAME, uuid: (await show()).uuid, dataDir: serving.dataDir };
  expect(traces(trail)).not.toEqual([]);
  told(operations, await ven.run('delete', NAME, '--json'));
  expect(traces(trail)).toEqual([]);
});

test('create --wait times out, and delete --all removes everything', async () => {
  const late = await ven.run('create', '2', '--name', NAME, '--wait', '--timeout', '2', '--json');
  expect(late).toMatchObject({ code: 5, document: { error: { code: 'timed-out' } } });
  expect(told(operations, await ven.run('delete', '--all', '--yes', '--json')).operations).toHaveLength(2);
  expect(told(nodeList, await ven.run('list', '--json')).nodes).toEqual([]);
});

test('exit codes', async () => {
  expect((await ven.run('show', 'nosuch', '--json')).code).toBe(3);
  expect((await ven.run('create', '--name', '../etc', '--json')).code).toBe(2);
  ven.set('VEN_TOKEN', 'ven_wrong');
  expect((await ven.run('list', '--json')).code).toBe(4);
});
