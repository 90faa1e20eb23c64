import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Connection, ErrorCode } from '../../src/index.ts';
import type { KeyPair } from '../support/certificates.ts';
import { CertificateAuthority, pkiDirectory } from '../support/certificates.ts';
import { failure } from '../support/failure.ts';
import { leaveNothingBehind } from '../support/leftovers.ts';
import { ownDirectory } from '../support/own-directory.ts';
import { ownVolume, sha256 } from '../support/own-volume.ts';
import { PrivateDaemon } from '../support/private-daemon.ts';
import { openDescriptors, unusedPort } from '../support/processes.ts';
import { until } from '../support/until.ts';

leaveNothingBehind();

let directory: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let client: KeyPair;
/** What a client should have. */
let pki: string;
let daemon: PrivateDaemon;
let port: number;

/** Listens with a certificate of the given subject on every loopback address. */
async function start(certificate: KeyPair, ca: CertificateAuthority = authority) {
  const listening = await unusedPort();
  const conf = {
    listen_tls: 1,
    listen_addr: '127.0.0.1',
    tls_port: String(listening),
    ca_file: ca.certificate,
    cert_file: certificate.certificate,
    key_file: certificate.key,
  };
  return { port: listening, daemon: await PrivateDaemon.start({ listen: true, conf }) };
}

beforeAll(async () => {
  directory = await ownDirectory('tls');
  authority = await CertificateAuthority.create(join(directory, 'ca'));
  stranger = await CertificateAuthority.create(join(directory, 'stranger'));
  client = await authority.issue('client', { commonName: 'a client' });
  pki = await pkiDirectory(join(directory, 'pki'), { trusted: authority, client });
  const server = await authority.issue('server', {
    commonName: 'a server',
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
  });
  ({ daemon, port } = await start(server));
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
});

function uri(host = '127.0.0.1', pkipath = pki, more = '', driver = 'test', path = '/default'): string {
  return `${driver}+tls://${host}:${port}${path}?pkipath=${pkipath}${more}`;
}

describe('with the right certificates', () => {
  test('an IP address in the URI is checked against the certificate’s', async () => {
    await using connection = await Connection.open(uri());
    expect(await connection.getURI()).toBe('test:///default');
  });

  test('a name in the URI is checked against the certificate’s', async () => {
    await using connection = await Connection.open(uri('localhost'));
    expect((await connection.listAllDomains()).map(({ name }) => name)).toContain('test');
  });

  test('host and pkipath may need decoding', async () => {
    const odd = await pkiDirectory(join(directory, 'a path, odd'), { trusted: authority, client });
    await using connection = await Connection.open(uri('127.0.0.1', encodeURIComponent(odd)));
    expect(connection.isAlive()).toBe(true);
  });

  test('a screenshot of the test driver arrives whole', async () => {
    await using connection = await Connection.open(uri());
    const domain = await connection.domainLookupByName('test');
    const { mime, stream } = await domain.screenshot();
    const picture = Buffer.concat(await stream.toArray());
    expect(mime).toBe('image/png');
    expect(picture.equals(await readFile('/usr/share/libvirt/test-screenshot.png'))).toBe(true);
  });

  test('a volume of 64 MiB arrives with the same checksum, and goes with it', async () => {
    await using connection = await Connection.open(uri('127.0.0.1', pki, '', 'qemu', '/session'));
    const made = await ownVolume(daemon, connection, 64 * 1024 * 1024);
    const volume = await made.at(connection);
    expect(await sha256(await volume.download())).toBe(made.sha256);

    const pool = await connection.storagePoolLookupByName(made.pool);
    const copy = await pool.storageVolCreateXML(
      '<volume><name>copy</name><capacity unit="MiB">64</capacity></volume>',
    );
    const upload = await copy.upload();
    for await (const chunk of await volume.download()) {
      if (!upload.write(chunk)) await once(upload, 'drain');
    }
    upload.end();
    await once(upload, 'finish');
    expect(await sha256(await copy.download())).toBe(made.sha256);
  });

  test('closing leaves no descriptor here and no client there', async () => {
    await until('the daemon has noticed earlier closings', async () => (await daemon.clients()) === 0);
    const before = openDescriptors().length;
    const connections = await Promise.all(Array.from({ length: 10 }, () => Connection.open(uri())));
    expect(await daemon.clients()).toBe(10);
    await Promise.all(connections.map((connection) => connection.close()));
    await until('the daemon has no client', async () => (await daemon.clients()) === 0);
    await until('all descriptors are closed', () => openDescriptors().length <= before);
  });

  test('the daemon’s death is noticed', async () => {
    const server = await authority.issue('server', { commonName: 'x', ipAddresses: ['127.0.0.1'] });
    const short = await start(server);
    await using doomed = short.daemon;
    const connection = await Connection.open(`test+tls://127.0.0.1:${short.port}/default?pkipath=${pki}`);
    await doomed.kill();
    expect(await connection.closed).toMatchObject({ kind: 'lost' });
  });
});

describe('is refused', () => {
  test('when the server’s certificate is from an authority we do not trust', async () => {
    const wrong = await pkiDirectory(join(directory, 'wrong-ca'), { trusted: stranger, client });
    const error = await failure(Connection.open(uri('127.0.0.1', wrong)));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
    expect(error.message).toMatch(/TLS to 127\.0\.0\.1:\d+ failed: unable to verify/);
  });

  test('when the server’s certificate is for another name', async () => {
    const server = await authority.issue('server', {
      commonName: '127.0.0.1',
      dnsNames: ['elsewhere.example'],
    });
    const other = await start(server);
    await using elsewhere = other.daemon;
    expect(elsewhere.pid).toBeGreaterThan(0);
    for (const host of ['127.0.0.1', 'localhost']) {
      const error = await failure(Connection.open(`test+tls://${host}:${other.port}/default?pkipath=${pki}`));
      expect(error).toMatchObject({ kind: 'refused', cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
      expect(error.message).toContain(host);
    }
  });

  test('when the daemon does not trust the CA of the client certificate, which it reports late', async () => {
    const foreign = await stranger.issue('client', { commonName: 'a client' });
    const wrong = await pkiDirectory(join(directory, 'wrong-client'), {
      trusted: authority,
      client: foreign,
    });
    const error = await failure(Connection.open(uri('127.0.0.1', wrong)));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
    expect(error.message).toMatch(/certificate|alert|closed/);
  });

  test('when a client file is missing, naming it', async () => {
    const without = await pkiDirectory(join(directory, 'no-client'), { trusted: authority });
    const error = await failure(Connection.open(uri('127.0.0.1', without)));
    expect(error).toMatchObject({ kind: 'refused', code: ErrorCode.NO_CONNECT });
    expect(error.message).toContain(join(without, 'clientcert.pem'));
  });

  test('when there is no authority’s certificate, naming it', async () => {
    const without = await pkiDirectory(join(directory, 'no-ca'), { client });
    const error = await failure(Connection.open(uri('127.0.0.1', without)));
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain(join(without, 'cacert.pem'));
  });

  test('without a listener', async () => {
    const free = await unusedPort();
    const error = await failure(Connection.open(`test+tls://127.0.0.1:${free}/default?pkipath=${pki}`));
    expect(error).toMatchObject({ kind: 'refused', cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toContain(String(free));
  });

  test('when the name does not resolve', async () => {
    const error = await failure(Connection.open(uri('nowhere.invalid')));
    expect(error).toMatchObject({ kind: 'refused' });
    expect(error.message).toContain('nowhere.invalid');
  });
});

describe('no_verify=1', () => {
  let wrong: string;
  beforeAll(async () => {
    wrong = await pkiDirectory(join(directory, 'unverified'), { trusted: stranger, client });
  });

  test('is refused unless it is allowed', async () => {
    const error = await failure(Connection.open(uri('127.0.0.1', wrong, '&no_verify=1')));
    expect(error).toMatchObject({ kind: 'invalid', code: ErrorCode.INVALID_ARG });
    expect(error.message).toContain('allowUnverified');
  });

  test('connects to an unverified server if that is allowed', async () => {
    const unverified = uri('127.0.0.1', wrong, '&no_verify=1');
    await using connection = await Connection.open(unverified, { allowUnverified: true });
    expect(connection.isAlive()).toBe(true);
  });

  test('allowed but not asked for changes nothing', async () => {
    const error = await failure(Connection.open(uri('127.0.0.1', wrong), { allowUnverified: true }));
    expect(error).toMatchObject({ kind: 'refused' });
  });
});

test('a server that never answers the handshake is given up on', async () => {
  const server = createServer((socket) => socket.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const silent = address !== null && typeof address === 'object' ? address.port : 0;
  const target = `test+tls://127.0.0.1:${silent}/default?pkipath=${pki}`;
  expect(await failure(Connection.open(target, { signal: AbortSignal.timeout(50) }))).toMatchObject({
    kind: 'aborted',
  });
  expect(await failure(Connection.open(target, { timeout: 50 }))).toMatchObject({ kind: 'timeout' });
  await new Promise((resolve) => server.close(resolve));
});
