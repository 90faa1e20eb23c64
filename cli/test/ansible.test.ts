import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { packagesFor } from '../../lib/host-rules/packages.mjs';
import { eventually } from '../../server/testing/eventually.ts';
import { startConsole } from '../../server/testing/test-server.ts';
import { IPXE } from './support/guest-texts.ts';

const COLLECTION = path.resolve(import.meta.dirname, '../../ansible');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ven-ansible-'));
  // Where Ansible looks for the collection, as if it had been installed.
  const namespace = path.join(folder, 'collections/ansible_collections/ven');
  mkdirSync(namespace, { recursive: true });
  symlinkSync(COLLECTION, path.join(namespace, 'console'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one of Ansible's programs. Its home is a folder of the test's own. */
async function ansible(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(program, [...args], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, LC_ALL: 'C.UTF-8' },
      ANSIBLE_COLLECTIONS_PATHS: path.join(folder, 'collections'),
      ANSIBLE_LOCALHOST_WARNING: 'False',
      PYTHONDONTWRITEBYTECODE: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, output, errors };
}

const inventory = z.looseObject({
  _meta: z.object({ hostvars: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

test('playbooks create nodes, wait for them, show them, save their logs and delete them; a second run changes nothing', async () => {
  const server = await startConsole();
  server.host.networks.lease = '192.0.2.7';
  const { authorization } = await server.as('operator');
  const env = { VEN_URL: server.url, VEN_TOKEN: authorization.replace('Bearer ', '') };
  const options = [
    '-e',
    'per_host=2',
    '-e',
    'wait_for=ipxe',
    '-e',
    'nodes_wait_timeout=60',
    '-e',
    `dest=${path.join(folder, 'logs')}`,
  ];
  const create = ['ven.console.create', 'ven.console.collect_logs'];

  const first = ansible(
    'ansible-playbook',
    [...options, 'ven.console.capacity', 'ven.console.show', ...create],
    env,
  );
  const nodes = await eventually(
    'both nodes',
    async () => {
      const found = await server.core.nodes.list();
      return found.length === 2 && found.every(({ state }) => state === 'running') ? found : undefined;
    },
    // Ansible takes its time on a busy machine.
    { patience: 120_000 },
  );
  expect(nodes.map(({ name }) => name).sort()).toEqual(['ven-local-1', 'ven-local-2']);
  for (const node of nodes) await server.print(node, IPXE);
  const created = await first;
  expect(created.errors + created.output).toMatch(/localhost +: ok=\d+ +changed=2 +unreachable=0 +failed=0 /);
  expect(created.output).toMatch(/more of \w+, limited by/);
  expect(readFileSync(path.join(folder, 'logs/ven-local-1/boot-1-ttyS0.log'), 'utf8')).toBe(IPXE);
  expect(readdirSync(path.join(folder, 'logs'))).toEqual(['ven-local-1', 'ven-local-2']);

  writeFileSync(path.join(folder, 'nodes.ven.yml'), 'plugin: ven.console.nodes\n');
  const listed = await ansible('ansible-inventory', ['-i', 'nodes.ven.yml', '--list'], env);
  const { _meta, ...groups } = inventory.parse(JSON.parse(listed.output));
  expect(_meta.hostvars['ven-local-1']).toMatchObject({ ven_host: 'local', ven_state: 'running' });
  expect(groups.host_local).toEqual({ hosts: ['ven-local-1', 'ven-local-2'] });

  const again = await ansible(
    'ansible-playbook',
    [...options, '-e', 'all=true', ...create, 'ven.console.delete'],
    env,
  );
  expect(again.errors + again.output).toMatch(/ failed=0 /);
  const [unchanged, deleted] = again.output.split('PLAY [Delete nodes]');
  expect(unchanged).not.toContain('changed:');
  expect(deleted?.match(/^changed:/gm)).toHaveLength(2);
  expect(await server.core.nodes.list()).toEqual([]);
});

test('a list of nodes is made smaller, a dry run changes nothing, and a refusal is shown with its fix', async () => {
  const server = await startConsole();
  const token = async (role: 'operator' | 'viewer') =>
    (await server.as(role)).authorization.replace('Bearer ', '');
  for (const name of ['lab-1', 'lab-2']) await server.addRunning(name);
  const smaller = { nodes_list: [{ name: 'lab', count: 1, exact: true, state: 'stopped' }] };
  const nodes = 'ven.console.nodes';
  const playbook = [
    {
      hosts: 'localhost',
      gather_facts: false,
      module_defaults: { 'group/ven.console.console': { url: server.url, token: await token('operator') } },
      tasks: [
        { [nodes]: { name: 'lab', count: 4 }, check_mode: true, diff: true },
        { 'ansible.builtin.include_role': { name: nodes }, vars: smaller },
        { 'ansible.builtin.include_role': { name: nodes }, vars: smaller },
        { [nodes]: { name: 'lab-1', state: 'absent', token: await token('viewer') } },
      ],
    },
  ];
  writeFileSync(path.join(folder, 'site.yml'), JSON.stringify(playbook));
  const { code, output } = await ansible('ansible-playbook', ['site.yml']);
  expect(code).toBe(2);
  expect(output).toContain('+lab-4: new');
  expect(output).toMatch(/ok=\d+ +changed=2 +unreachable=0 +failed=1 /);
  expect(output).toMatch(/"code": "forbidden", "msg": ".*"/);
  expect((await server.core.nodes.list()).map(({ name, state }) => [name, state])).toEqual([
    ['lab-1', 'shut off'],
  ]);
});

test('the role for hosts installs the packages of the table', () => {
  const vars = z
    .object({ host_packages: z.array(z.string()) })
    .parse(parse(readFileSync(path.join(COLLECTION, 'roles/host/vars/main.yml'), 'utf8')));
  const debian = { id: 'debian', version: '12' };
  expect(vars.host_packages).toEqual(packagesFor('host', debian).map(({ name }) => name));
});

const hasLinter = spawnSync('ansible-lint', ['--version']).status === 0;

test.skipIf(!hasLinter)('the collection satisfies the linter', async () => {
  const { code, output } = await ansible('ansible-lint', ['--project-dir', COLLECTION, '-p', COLLECTION]);
  expect({ code, output }).toEqual({ code: 0, output: '' });
});
