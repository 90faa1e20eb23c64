import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
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

/** For ssh's configuration of a user who has a jump host; the agent has the key of the server behind it. */
async function behindJumpHost(identity: (jump: PrivateSSHD) => string): Promise<string> {
  const jump = await PrivateSSHD.start({ passwords: true });
  onTestFinished(() => jump[Symbol.asyncDispose]());
  const folder = ownDirectory();
  const config = join(folder, 'config');
  const hosts = [
    `Host behind\nHostName 127.0.0.1\nPort ${sshd.port}\nProxyJump jump\nUserKnownHostsFile ${sshd.knownHosts}`,
    `Host jump\nHostName 127.0.0.1\nPort ${jump.port}\nUserKnownHostsFile ${jump.knownHosts}\nIdentitiesOnly yes\nIdentityFile ${identity(jump)}`,
  ];
  writeFileSync(config, `${hosts.join('\n')}\n`);
  const real = execFileSync('which', ['ssh'], { encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\nexec ${real} -F ${config} "$@"\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'ask'), `#!/bin/sh\ntouch ${folder}/asked\nsleep 600\n`, { mode: 0o755 });
  const agent = join(folder, 'agent');
  const process = spawn('ssh-agent', ['-D', '-a', agent], { stdio: 'ignore' });
  onTestFinished(() => void process.kill());
  await eventually('the agent', () => existsSync(agent) || undefined);
  withEnvironment({
    PATH: `${folder}:${env.PATH}`,
    SSH_AUTH_SOCK: agent,
    ...{ SSH_ASKPASS: join(folder, 'ask'), SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' },
  });
  execFileSync('ssh-add', ['-q', sshd.key]);
  return join(folder, 'asked');
}

function withEnvironment(changes: Readonly<Record<string, string>>): void {
  const before = Object.keys(changes).map((name) => [name, env[name]] as const);
  Object.assign(env, changes);
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(env, name);
      else env[name] = value;
    }
  });
}

const BEHIND = `test+ssh://${userInfo().username}@behind/default`;

test('a server behind a jump host is reached with the configuration and the agent of the user', async () => {
  await behindJumpHost((jump) => jump.key);
  const core = await openConsole();
  const steps = await stepsOf(core, lab([], BEHIND));
  expect([...steps.values()].filter(({ state }) => state === 'failed')).toEqual([]);
  await core.hosts.add(lab([], BEHIND), ADMIN);
  expect(await stateOf(core)).toMatchObject({ state: 'connected' });
});

test('a jump host that would ask for a password is refused, and nobody is asked', async () => {
  const asked = await behindJumpHost((jump) => jump.strangersKey);
  const core = await openConsole();
  const steps = await stepsOf(core, lab([], BEHIND));
  expect(steps.get('host-key')?.state).toBe('failed');
  expect(steps.get('host-key')?.evidence).toContain('jump host');
  await core.hosts.add(lab([], BEHIND), ADMIN);
  expect(await stateOf(core)).toMatchObject({
    state: 'unreachable',
    reason: matching(/jump host .*never types a password/),
  });
  expect(existsSync(asked)).toBe(false);
});
