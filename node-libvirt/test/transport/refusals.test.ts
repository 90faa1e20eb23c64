import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Connection, ErrorCode } from '../../src/index.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ownDirectory } from '../support/own-directory.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { asUnprivileged, unprivilegedUser } from '../support/processes.ts';

leaveNothingBehind();

describe('a unix socket', () => {
  test('that does not exist is refused with the next step', async () => {
    const path = join(await ownDirectory('empty'), 'libvirt-sock');
    const error = await failure(Connection.open(`qemu:///system?socket=${path}`));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT, cause: { code: 'ENOENT' } });
    expect(error.message).toBe(`${path}: no such socket; is libvirtd (or virtqemud) installed and started?`);
  });

  test('that a dead daemon left behind is refused with the next step', async () => {
    await using daemon = await PrivateDaemon.start();
    await daemon.kill();
    const error = await failure(Connection.open(daemon.uri()));
    expect(error).toMatchObject({
      kind: 'refused',
      code: ErrorCode.NO_CONNECT,
      cause: { code: 'ECONNREFUSED' },
    });
    expect(error.message).toBe(
      `${daemon.socket}: nobody listens on this socket; start libvirtd (or virtqemud)`,
    );
    await daemon.restart();
    await using connection = await Connection.open(daemon.uri());
    expect(connection.isAlive()).toBe(true);
  });

  test('that is not for this user is refused with the next step', async () => {
    await using daemon = await PrivateDaemon.start();
    // Not even its owner may use it now, which root would not notice.
    await chmod(daemon.socket, 0o000);
    const error = await failure(asUnprivileged(() => Connection.open(daemon.uri())));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT, cause: { code: 'EACCES' } });
    expect(error.message).toContain(
      'permission denied; add the user to the group «libvirt» and log in again',
    );
  });

  test('in a directory that is not for this user is refused with the next step', async () => {
    await using daemon = await PrivateDaemon.start();
    await chmod(dirname(daemon.socket), 0o000);
    const error = await failure(asUnprivileged(() => Connection.open(daemon.uri())));
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain('permission denied');
  });
});

describe('a daemon that requires polkit', () => {
  let daemon: PrivateDaemon;
  beforeAll(async () => {
    daemon = await PrivateDaemon.start({ conf: { auth_unix_rw: 'polkit' } });
  });
  afterAll(async () => {
    await daemon[Symbol.asyncDispose]();
  });

  test('but cannot reach it, refuses with its own message', async () => {
    const error = await failure(asUnprivileged(() => Connection.open(daemon.uri())));
    expect(error).toMatchObject({ kind: 'refused', call: 'AUTH_POLKIT' });
    expect(error.message).toContain('Unable to get system bus connection');
    expect(error.message).toContain('group «libvirt»');
    expect(error.cause).toMatchObject({ kind: 'libvirt', code: error.code });
  });

  test.runIf(unprivilegedUser)('lets root in without asking', async () => {
    await using connection = await Connection.open(daemon.uri());
    expect(await connection.getType()).toBe('TEST');
  });
});

test('a daemon that requires SASL is rejected with a fix', async () => {
  await using daemon = await PrivateDaemon.start({ conf: { auth_unix_rw: 'sasl' } });
  const error = await failure(Connection.open(daemon.uri()));
  expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
  expect(error.message).toContain('SASL');
  expect(error.message).toContain('use a unix socket, ssh or TLS');
});

test('a driver that the daemon does not have is libvirt’s own error', async () => {
  await using daemon = await PrivateDaemon.start();
  const error = await failure(Connection.open(daemon.uri('nonesuch:///system')));
  expect(error).toMatchObject({ kind: 'libvirt', code: ErrorCode.NO_CONNECT, call: 'CONNECT_OPEN' });
});
