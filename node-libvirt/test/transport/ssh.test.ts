import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Connection, ErrorCode } from '../../src/index.ts';
import { testDomain } from '../support/domain-xml.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ownName } from '../support/names.ts';
import { ownDirectory } from '../support/own-directory.ts';
import { ownVolume, sha256 } from '../support/own-volume.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { childrenOf, openDescriptors } from '../support/processes.ts';
import { PrivateSSHD } from '../support/sshd.ts';
import { manyDomains } from '../support/test-node.ts';
import { until } from '../support/until.ts';
import { virshLine } from '../support/virsh.ts';

leaveNothingBehind();

let sshd: PrivateSSHD;
let daemon: PrivateDaemon;
beforeAll(async () => {
  sshd = await PrivateSSHD.start();
  daemon = await PrivateDaemon.start();
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  await sshd[Symbol.asyncDispose]();
});
afterEach(async () => {
  await until('no ssh is left', () => !childrenOf(process.pid).includes('ssh'));
});

/** Through ssh to the private daemon. */
function toDaemon(driver = 'test', path = '/default', more: Readonly<Record<string, string>> = {}): string {
  return sshd.uri(driver, path, { socket: daemon.socket, ...more });
}

describe('through a real sshd', () => {
  test('virt-ssh-helper finds the system’s daemon', async () => {
    await using connection = await Connection.open(sshd.uri('qemu', '/system', { proxy: 'native' }));
    expect(await connection.getURI()).toBe('qemu:///system');
    expect(await connection.getHostname()).toBe(await virshLine('hostname'));
  });

  test('the proxy is chosen at the remote end by default', async () => {
    await using connection = await Connection.open(sshd.uri('qemu', '/system'));
    expect(await connection.getURI()).toBe('qemu:///system');
  });

  test('netcat does the same', async () => {
    await using connection = await Connection.open(sshd.uri('qemu', '/system', { proxy: 'netcat' }));
    expect(await connection.getURI()).toBe('qemu:///system');
  });

  test('netcat may be another program', async () => {
    const more = { netcat: '/bin/nc.openbsd' };
    await using connection = await Connection.open(sshd.uri('qemu', '/system', more));
    expect(await connection.getURI()).toBe('qemu:///system');
  });

  test('socket= names the socket at the far end', async () => {
    await using connection = await Connection.open(toDaemon());
    const domain = await connection.domainDefineXML(
      testDomain({ name: ownName('far'), uuid: '0b9f3a3e-6d0c-4b53-93a1-51c02fb8d0aa' }),
    );
    await using near = await Connection.open(daemon.uri());
    expect((await near.domainLookupByName(domain.name)).uuid).toBe(domain.uuid);
    await domain.undefine();
  });

  test.each(['native', 'netcat'])('read-only is the daemon’s read-only (%s)', async (proxy) => {
    const uri = sshd.uri('qemu', '/system', { proxy });
    await using connection = await Connection.open(uri, { readOnly: true });
    const change = connection.storagePoolCreateXML('<pool type="dir"/>');
    expect(await failure(change)).toMatchObject({ kind: 'libvirt', code: ErrorCode.OPERATION_DENIED });
  });

  test('a list of 500 domains arrives whole', async () => {
    const { path, domains } = await manyDomains(500);
    await using connection = await Connection.open(sshd.uri('test', path));
    const found = await connection.listAllDomains();
    expect(new Map(found.map(({ name, uuid }) => [name, uuid]))).toEqual(domains);
  });

  test('a picture and a volume arrive whole, each over an ssh of its own', async () => {
    await using pictures = await Connection.open(toDaemon());
    const { stream } = await (await pictures.domainLookupByName('test')).screenshot();
    expect(childrenOf(process.pid).filter((name) => name === 'ssh')).toHaveLength(2);
    const picture = Buffer.concat(await stream.toArray());
    expect(picture.equals(await readFile('/usr/share/libvirt/test-screenshot.png'))).toBe(true);

    await using connection = await Connection.open(toDaemon('qemu', '/session'));
    const made = await ownVolume(daemon, connection, 16 * 1024 * 1024);
    expect(await sha256(await (await made.at(connection)).download())).toBe(made.sha256);
  });

  test('closing ends ssh, its descriptors, and the daemon’s client', async () => {
    await until('the daemon has no client', async () => (await daemon.clients()) === 0);
    const before = openDescriptors().length;
    const connections = await Promise.all(Array.from({ length: 5 }, () => Connection.open(toDaemon())));
    expect(await daemon.clients()).toBe(5);
    expect(childrenOf(process.pid).filter((name) => name === 'ssh')).toHaveLength(5);
    await Promise.all(connections.map((connection) => connection.close()));
    await until('no ssh is left', () => !childrenOf(process.pid).includes('ssh'));
    await until('the daemon has no client', async () => (await daemon.clients()) === 0);
    await until('all descriptors are closed', () => openDescriptors().length <= before);
  });

  test('the far daemon’s death is a lost connection', async () => {
    await using doomed = await PrivateDaemon.start();
    const connection = await Connection.open(sshd.uri('test', '/default', { socket: doomed.socket }));
    await doomed.kill();
    expect(await connection.closed).toMatchObject({ kind: 'lost' });
    expect(await failure(connection.getHostname())).toMatchObject({
      kind: 'lost',
      call: 'CONNECT_GET_HOSTNAME',
    });
  });
});

describe('is refused in ssh’s own words', () => {
  test('when the host’s key is not known', async () => {
    const empty = join(await ownDirectory('ssh'), 'known_hosts');
    await writeFile(empty, '');
    const error = await failure(Connection.open(sshd.uri('qemu', '/system', { known_hosts: empty })));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
    expect(error.message).toContain('Host key verification failed');
    // Nothing was remembered behind the user's back.
    expect(await readFile(empty, 'utf8')).toBe('');
  });

  test('when our key is not known', async () => {
    const error = await failure(Connection.open(sshd.uri('qemu', '/system', { keyfile: sshd.strangersKey })));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
    expect(error.message).toContain('Permission denied (publickey)');
  });

  test('without a listener', async () => {
    const uri = 'qemu+ssh://127.0.0.1:1/system';
    const error = await failure(Connection.open(uri));
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain('Connection refused');
  });

  test('when the far end has no such socket', async () => {
    const error = await failure(
      Connection.open(sshd.uri('test', '/default', { socket: '/nonexistent/sock' })),
    );
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain('/nonexistent/sock');
  });

  test('when the far end has no such netcat', async () => {
    const error = await failure(Connection.open(sshd.uri('test', '/default', { netcat: '/nonexistent/nc' })));
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain('/nonexistent/nc');
  });

  test('when there is no ssh', async () => {
    const error = await failure(
      Connection.open(sshd.uri('qemu', '/system', { command: '/nonexistent/ssh' })),
    );
    expect(error).toMatchObject({ kind: 'refused', cause: { code: 'ENOENT' } });
    expect(error.message).toContain('cannot run /nonexistent/ssh');
  });

  test('when instead of ssh there is something else', async () => {
    const error = await failure(Connection.open(sshd.uri('qemu', '/system', { command: '/bin/false' })));
    expect(error).toMatchObject({ kind: 'refused' });
  });
});

describe('nothing in a URI is taken for more than a word', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await ownDirectory('words');
  });

  test.each([
    ['a host', 'qemu+ssh://-oProxyCommand=touch%20HERE/system'],
    ['a user', 'qemu+ssh://-oProxyCommand=touch%20HERE@127.0.0.1/system'],
  ])('%s with a leading dash is refused before anything runs', async (_what, template) => {
    const trap = join(directory, 'dash');
    const uri = template.replace('HERE', encodeURIComponent(trap));
    expect(await failure(Connection.open(uri))).toMatchObject({ kind: 'invalid' });
    await expect(access(trap)).rejects.toThrow();
  });

  test('a host with characters of a shell reaches ssh as it is', async () => {
    const trap = join(directory, 'host');
    const host = encodeURIComponent(`$(touch ${trap});touch ${trap}`);
    const error = await failure(Connection.open(`qemu+ssh://${host}/system`));
    expect(error).toMatchObject({ kind: 'refused' });
    await expect(access(trap)).rejects.toThrow();
  });

  test.each(['socket', 'netcat'])(
    '%s= with characters of a shell reaches the far end as it is',
    async (name) => {
      const trap = join(directory, name);
      const value = `/nonexistent/'; touch ${trap}; echo '$(touch ${trap})\`touch ${trap}\``;
      const error = await failure(Connection.open(sshd.uri('qemu', '/system', { [name]: value })));
      expect(error).toMatchObject({ kind: 'refused' });
      await expect(access(trap)).rejects.toThrow();
    },
  );

  test('nor is the URI that virt-ssh-helper gets', async () => {
    const trap = join(directory, 'name');
    const value = `qemu:///system?';touch ${trap};'$(touch ${trap})`;
    const uri = sshd.uri('qemu', '/system', { name: value, proxy: 'native' });
    await Connection.open(uri).then(
      (connection) => connection.close(),
      () => undefined,
    );
    await expect(access(trap)).rejects.toThrow();
  });
});
