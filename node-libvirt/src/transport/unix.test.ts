import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf, thrownBy } from '../testing/failures.ts';
import { until } from '../testing/waiting.ts';
import type { SocketChoice, Surroundings } from './unix.ts';
import { dialUnix, socketPath } from './unix.ts';

const system = '/var/run/libvirt';
const session = '/run/user/1000/libvirt';

function around(euid: number, ...present: string[]): Surroundings {
  return {
    euid,
    home: '/home/u',
    runtimeDirectory: '/run/user/1000',
    exists: (path) => present.includes(path),
  };
}

function choice(changes: Partial<SocketChoice> = {}): SocketChoice {
  return { driver: 'qemu', path: '/system', transport: 'unix', mode: 'auto', readOnly: false, ...changes };
}

const root = 0;
const user = 1000;
const modularSystem = `${system}/virtqemud-sock`;
const modularSession = `${session}/virtqemud-sock`;

type Case = [what: string, changes: Partial<SocketChoice>, surroundings: Surroundings, path: string];
const cases: Case[] = [
  ['the system, without the modular daemon', {}, around(root), `${system}/libvirt-sock`],
  ['the system, with the modular daemon', {}, around(root, modularSystem), modularSystem],
  ['the system, for a user', {}, around(user), `${system}/libvirt-sock`],
  ['the system, for a user, with the modular daemon', {}, around(user, modularSystem), modularSystem],
  ['the system, read-only', { readOnly: true }, around(user), `${system}/libvirt-sock-ro`],
  [
    'the system, read-only, with the modular daemon',
    { readOnly: true },
    around(user, `${modularSystem}-ro`),
    `${modularSystem}-ro`,
  ],
  [
    'the system, read-only, with only the writable modular socket',
    { readOnly: true },
    around(user, modularSystem),
    `${system}/libvirt-sock-ro`,
  ],
  ['a session', { path: '/session' }, around(user), `${session}/libvirt-sock`],
  ['a session, with the modular daemon', { path: '/session' }, around(user, modularSession), modularSession],
  [
    'a session, read-only: it has one socket',
    { path: '/session', readOnly: true },
    around(user),
    `${session}/libvirt-sock`,
  ],
  ['a session of root is the system', { path: '/session' }, around(root), `${system}/libvirt-sock`],
  [
    'the test driver, for a user',
    { driver: 'test', path: '/default' },
    around(user),
    `${session}/libvirt-sock`,
  ],
  ['the test driver, for root', { driver: 'test', path: '/default' }, around(root), `${system}/libvirt-sock`],
  ['a daemon of its own choice', { driver: '', path: '/system' }, around(root), `${system}/libvirt-sock`],
  ['the legacy daemon when told', { mode: 'legacy' }, around(root, modularSystem), `${system}/libvirt-sock`],
  ['the modular daemon when told, there or not', { mode: 'direct' }, around(root), modularSystem],
  [
    'the far end of ssh, whatever is here',
    { transport: 'ssh' },
    around(root, modularSystem),
    `${system}/libvirt-sock`,
  ],
  [
    'another driver',
    { driver: 'xen', path: '/' },
    around(root, `${system}/virtxend-sock`),
    `${system}/virtxend-sock`,
  ],
];

describe('the socket of', () => {
  it.each(cases)('%s', (_what, changes, surroundings, path) => {
    expect(socketPath(choice(changes), surroundings)).toBe(path);
  });

  it('a session, without a runtime directory, is in the cache', () => {
    const surroundings = { ...around(user), runtimeDirectory: undefined };
    expect(socketPath(choice({ path: '/session' }), surroundings)).toBe(
      '/home/u/.cache/libvirt/libvirt-sock',
    );
  });

  it('a session, with an empty runtime directory, is in the cache as for libvirt', () => {
    const surroundings = { ...around(user), runtimeDirectory: '' };
    expect(socketPath(choice({ path: '/session' }), surroundings)).toBe(
      '/home/u/.cache/libvirt/libvirt-sock',
    );
  });

  it.each([
    ['over ssh', { mode: 'direct', transport: 'ssh' }],
    ['without a driver', { mode: 'direct', driver: '' }],
  ] as const)('the modular daemon %s cannot be asked for', (_what, changes) => {
    expect(thrownBy(() => socketPath(choice(changes), around(root))).kind).toBe('invalid');
  });
});

describe('dialling a unix socket', () => {
  const directory = mkdtempSync(join(tmpdir(), 'node-libvirt-unit-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('that does not exist is refused, saying what to do', async () => {
    const error = await failureOf(dialUnix(join(directory, 'none'), undefined));
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('installed and started');
  });

  it('connects, and leaves no listener of its own behind', async () => {
    const path = join(directory, 'sock');
    const server = createServer().listen(path);
    await until('the server listens', () => server.listening);
    const { duplex, complaint } = await dialUnix(path, new AbortController().signal);
    expect(duplex.listenerCount('error')).toBe(0);
    expect(await complaint()).toBe('');
    duplex.destroy();
    server.close();
  });

  it('with a signal that is aborted fails as aborted', async () => {
    const error = await failureOf(dialUnix(join(directory, 'none'), AbortSignal.abort('no time')));
    expect(error).toMatchObject({ kind: 'aborted', cause: 'no time' });
  });

  it('without a listener is refused', async () => {
    const path = join(directory, 'left-behind');
    const server = createServer().listen(path);
    await until('the server listens', () => server.listening);
    const { duplex } = await dialUnix(path, undefined);
    duplex.destroy();
    await new Promise((resolve) => server.close(resolve));
    expect((await failureOf(dialUnix(path, undefined))).kind).toBe('refused');
  });
});
