import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Connection, ErrorCode } from '../../src/index.ts';
import { testDomain } from '../support/domain-xml.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ownDirectory } from '../support/own-directory.ts';
import { ownName } from '../support/names.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { asUnprivileged } from '../support/processes.ts';
import { virshLine } from '../support/virsh.ts';

leaveNothingBehind();

const uuid = '6c5a3b52-77a5-4d0f-9d55-0a64cbe6f2b1';

let daemon: PrivateDaemon;
beforeAll(async () => {
  daemon = await PrivateDaemon.start();
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('the system daemon is found by the URI alone', async () => {
  await using connection = await Connection.open('qemu:///system');
  expect(await connection.getURI()).toBe('qemu:///system');
  expect(await connection.getHostname()).toBe(await virshLine('hostname'));
});

test('socket= reaches the daemon behind that path and no other', async () => {
  await using connection = await Connection.open(daemon.uri());
  const name = ownName('here');
  const domain = await connection.domainDefineXML(testDomain({ name, uuid }));
  await using system = await Connection.open('test:///default');
  expect((await failure(system.domainLookupByUUID(uuid))).code).toBe(ErrorCode.NO_DOMAIN);
  await domain.undefine();
});

test('the URI without parameters may come from LIBVIRT_DEFAULT_URI', async () => {
  vi.stubEnv('LIBVIRT_DEFAULT_URI', daemon.uri());
  await using connection = await Connection.open();
  expect(await connection.getURI()).toBe('test:///default');
});

describe('a user’s own daemon', () => {
  test('is found in XDG_RUNTIME_DIR', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', daemon.runtimeDirectory);
    const connection = await asUnprivileged(() => Connection.open('qemu:///session'));
    expect(await connection.getURI()).toBe('qemu:///session');
    await connection.close();
  });

  test('is the choice for no URI at all', async () => {
    vi.stubEnv('LIBVIRT_DEFAULT_URI', undefined);
    vi.stubEnv('XDG_RUNTIME_DIR', daemon.runtimeDirectory);
    const connection = await asUnprivileged(() => Connection.open());
    expect(await connection.getURI()).toBe('qemu:///session');
    await connection.close();
  });

  test('is found below the home directory when there is no XDG_RUNTIME_DIR', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', undefined);
    vi.stubEnv('HOME', daemon.directory);
    const error = await failure(asUnprivileged(() => Connection.open('qemu:///session')));
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain(join(daemon.directory, '.cache', 'libvirt', 'libvirt-sock'));
  });
});

describe('a modular daemon', () => {
  // Debian 12 has no modular daemons; they differ from libvirtd in the name of their socket.
  let modular: PrivateDaemon;
  let socket: string;
  beforeAll(async () => {
    modular = await PrivateDaemon.start();
    socket = join(dirname(modular.socket), 'virtqemud-sock');
    await rename(modular.socket, socket);
  });
  afterAll(async () => {
    await modular[Symbol.asyncDispose]();
  });

  test('is preferred if its socket exists', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', modular.runtimeDirectory);
    const connection = await asUnprivileged(() => Connection.open('qemu:///session'));
    expect(await connection.getURI()).toBe('qemu:///session');
    await connection.close();
  });

  test('is the only choice with mode=direct and none with mode=legacy', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', modular.runtimeDirectory);
    const connection = await asUnprivileged(() => Connection.open('qemu:///session?mode=direct'));
    await connection.close();
    const error = await failure(asUnprivileged(() => Connection.open('qemu:///session?mode=legacy')));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
    expect(error.message).toContain('libvirt-sock: no such socket');
  });

  test('of another driver is left alone', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', modular.runtimeDirectory);
    const error = await failure(asUnprivileged(() => Connection.open('lxc:///session')));
    expect(error.message).toContain('libvirt-sock: no such socket');
  });
});

describe('read-only', () => {
  test('the system’s read-only socket answers questions and refuses changes', async () => {
    await using connection = await Connection.open('test:///default', { readOnly: true });
    expect((await connection.listAllDomains()).length).toBeGreaterThan(0);
    const change = connection.domainDefineXML(testDomain({ name: ownName('denied'), uuid }));
    expect(await failure(change)).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.OPERATION_DENIED,
      call: 'DOMAIN_DEFINE_XML_FLAGS',
    });
    expect(connection.isAlive()).toBe(true);
  });

  test('over the socket that can write, the flag alone makes the daemon refuse changes', async () => {
    await using connection = await Connection.open(daemon.uri(), { readOnly: true });
    const domain = await connection.domainLookupByName('test');
    for (const change of [domain.suspend(), domain.destroy(), domain.screenshot()]) {
      expect(await failure(change)).toMatchObject({ kind: 'libvirt', code: ErrorCode.OPERATION_DENIED });
    }
    expect(await domain.isActive()).toBe(true);
  });
});

test('a directory in the way of the socket is refused with its name', async () => {
  const path = join(await ownDirectory('odd'), 'libvirt-sock');
  await mkdir(path);
  const error = await failure(Connection.open(`test:///default?socket=${path}`));
  expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
  expect(error.message).toContain(path);
});
