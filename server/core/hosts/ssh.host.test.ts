import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostCheckStep } from '../../../lib/contract/host-check.ts';
import { hostRequest } from '../../../lib/contract/host-settings.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { matching } from '../../testing/matching.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { PrivateSSHD } from '../../testing/remote-host.ts';
import type { Actor, Core } from '../api.ts';

const ADMIN: Actor = { userId: 'u', name: 'admin@localhost', role: 'admin' };

let sshd: PrivateSSHD;
beforeAll(async () => {
  sshd = await PrivateSSHD.start({ passwords: true });
});
afterAll(() => sshd[Symbol.asyncDispose]());

/** The console has a configuration of ssh without this server: the URI names the key, and nothing else. */
const uri = (keyfile = sshd.key): string =>
  `test+ssh://${sshd.user}@127.0.0.1:${sshd.port}/default?keyfile=${encodeURIComponent(keyfile)}`;

const lab = (hostKeys: readonly string[], at = uri()) =>
  hostRequest.parse({ name: 'lab', uri: at, settings: { hostKeys: [...hostKeys] } });

async function openConsole(): Promise<Core> {
  const directory = ownDirectory();
  return coreOver(new MemoryHost(), await ownDatabase(directory), directory);
}

async function stepsOf(core: Core, request: ReturnType<typeof lab>) {
  const steps = new Map<HostCheckStep['id'], HostCheckStep>();
  for await (const step of await core.hosts.check(request, ADMIN, new AbortController().signal))
    steps.set(step.id, step);
  return steps;
}

const stateOf = (core: Core) =>
  eventually('the end of the first try', async () => {
    const host = await core.hosts.get('lab');
    return host.state === 'connecting' ? undefined : host;
  });

const ownKey = (file = 'host'): string => {
  const [type, key] = readFileSync(join(sshd.directory, `${file}.pub`), 'utf8').split(' ');
  return `[127.0.0.1]:${sshd.port} ${type} ${key}`;
};

test('an unknown key is shown with its fingerprint, refused, and accepted once it was confirmed', async () => {
  const core = await openConsole();
  const before = await stepsOf(core, lab([]));
  const key = before.get('host-key');
  const said = execFileSync('ssh-keygen', ['-lf', join(sshd.directory, 'host.pub')], { encoding: 'utf8' });
  expect(key).toMatchObject({ state: 'failed', hostKeys: [{ type: 'ED25519', line: ownKey() }] });
  expect(said).toContain(key?.hostKeys[0]?.fingerprint);
  expect(before.get('libvirt')).toMatchObject({ state: 'skipped' });
  await core.hosts.add(lab([]), ADMIN);
  expect(await stateOf(core)).toMatchObject({ state: 'unreachable', reason: matching(/is not known/) });

  const confirmed = lab(key?.hostKeys.map(({ line }) => line) ?? []);
  const after = await stepsOf(core, confirmed);
  expect([...after.values()].filter(({ state }) => state === 'failed')).toEqual([]);
  expect(after.get('libvirt')).toMatchObject({ state: 'ok' });
  await core.hosts.edit(confirmed, ADMIN);
  await eventually('the connection', async () =>
    (await core.hosts.get('lab')).state === 'connected' ? true : undefined,
  );
});

test('a key that is not the confirmed one is refused, and none is offered for confirmation', async () => {
  const core = await openConsole();
  const stale = lab([ownKey('stranger')]);
  const steps = await stepsOf(core, stale);
  expect(steps.get('host-key')).toMatchObject({ state: 'failed', hostKeys: [] });
  expect(steps.get('host-key')?.evidence).toContain('another SSH key than the one that is known');
  await core.hosts.add(stale, ADMIN);
  const { reason, fix } = await stateOf(core);
  expect(reason).toContain('another SSH key');
  expect(fix).toContain('Somebody may be between');
});

test('a server that would ask for a password is refused instead of waited for', async () => {
  const core = await openConsole();
  const stranger = lab([ownKey()], uri(sshd.strangersKey));
  const steps = await stepsOf(core, stranger);
  expect(steps.get('login')).toMatchObject({ state: 'failed' });
  expect(steps.get('login')?.evidence).toContain('publickey,password');
  await core.hosts.add(stranger, ADMIN);
  expect((await stateOf(core)).reason).toContain('never types a password');
});

test('without a server there, the check says so', async () => {
  const core = await openConsole();
  const steps = await stepsOf(core, lab([], 'test+ssh://root@127.0.0.1:1/default'));
  expect(steps.get('host-key')).toMatchObject({ state: 'failed', hostKeys: [] });
  expect(steps.get('host-key')?.evidence).toContain('Connection refused');
});
