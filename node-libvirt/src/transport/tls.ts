import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { existsSync } from 'node:fs';
import type { Transport } from './transport.ts';
import { abortError, plainTransport, refused } from './transport.ts';

export interface TLSTarget {
  readonly host: string;
  readonly port: number;
  readonly pkipath: string | undefined;
  readonly verify: boolean;
}

/** libvirtd's port for TLS. */
export const defaultTLSPort = 16_514;

/** Where libvirt keeps a client's certificates. */
export interface CertificatePaths {
  readonly ca: string;
  readonly crl: string;
  readonly certificate: string;
  readonly key: string;
}

const system: CertificatePaths = {
  ca: '/etc/pki/CA/cacert.pem',
  crl: '/etc/pki/CA/cacrl.pem',
  certificate: '/etc/pki/libvirt/clientcert.pem',
  key: '/etc/pki/libvirt/private/clientkey.pem',
};

/**
 * `pkipath` if given; else, for a user, ~/.pki/libvirt for each file that is there (certificate and key as a
 * pair); else the system's. Source: virNetTLSContextLocateCredentials in src/rpc/virnettlscontext.c.
 */
export function certificatePaths(
  pkipath: string | undefined,
  around = { isRoot: process.geteuid?.() === 0, home: homedir(), exists: existsSync },
): CertificatePaths {
  if (pkipath !== undefined) return inDirectory(pkipath);
  if (around.isRoot) return system;
  const own = inDirectory(join(around.home, '.pki', 'libvirt'));
  const hasPair = around.exists(own.certificate) && around.exists(own.key);
  return {
    ca: around.exists(own.ca) ? own.ca : system.ca,
    crl: around.exists(own.crl) ? own.crl : system.crl,
    certificate: hasPair ? own.certificate : system.certificate,
    key: hasPair ? own.key : system.key,
  };
}

function inDirectory(directory: string): CertificatePaths {
  return {
    ca: join(directory, 'cacert.pem'),
    crl: join(directory, 'cacrl.pem'),
    certificate: join(directory, 'clientcert.pem'),
    key: join(directory, 'clientkey.pem'),
  };
}

/** Connects, proves who we are, and waits for the daemon's word that it accepts that. */
export async function dialTLS(target: TLSTarget, signal: AbortSignal | undefined): Promise<Transport> {
  const paths = certificatePaths(target.pkipath);
  const options = await tlsOptions(target, paths);
  // A daemon may do without (tls_no_verify_certificate); one that does not, closes the connection one way or another.
  const ours = options.cert
    ? 'our client certificate'
    : `that there is no client certificate in ${paths.certificate}`;
  return new Promise((resolve, reject) => {
    const socket = connect(options);
    const where = `${target.host}:${String(target.port)}`;
    const onAbort = () => {
      if (signal) fail(abortError(signal));
    };
    const fail = (error: Error) => {
      signal?.removeEventListener('abort', onAbort);
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const onError = (error: Error) => {
      const without = options.cert ? '' : `; there is no client certificate in ${paths.certificate}`;
      fail(refused(`TLS to ${where} failed: ${error.message}${without}`, error));
    };
    const onEnd = () => {
      fail(refused(`${where} closed the connection: it does not accept ${ours}`));
    };
    socket.once('error', onError);
    socket.once('end', onEnd);
    awaitAcceptance(socket, (accepted) => {
      if (!accepted) {
        fail(refused(`${where} does not accept ${ours}`));
        return;
      }
      socket.off('error', onError);
      socket.off('end', onEnd);
      signal?.removeEventListener('abort', onAbort);
      socket.setKeepAlive(true, 30_000);
      socket.setNoDelay(true);
      resolve(plainTransport(socket));
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** After the handshake the daemon sends one byte, 1, when it accepts the client (virNetClientSetTLSSession). */
function awaitAcceptance(socket: TLSSocket, decide: (accepted: boolean) => void): void {
  const onReadable = () => {
    const word: unknown = socket.read(1);
    if (!Buffer.isBuffer(word)) return;
    socket.off('readable', onReadable);
    decide(word[0] === 1);
  };
  socket.on('readable', onReadable);
}

async function tlsOptions(
  { host, port, verify }: TLSTarget,
  paths: CertificatePaths,
): Promise<ConnectionOptions> {
  const [ca, crl, cert, key] = await Promise.all([
    verify ? pem(paths.ca) : undefined,
    optionalPem(paths.crl),
    optionalPem(paths.certificate),
    optionalPem(paths.key),
  ]);
  return {
    host,
    port,
    ...(cert && key ? { cert, key } : {}),
    ...(ca ? { ca } : {}),
    ...(crl ? { crl } : {}),
    // Server name indication takes names only.
    ...(isIP(host) ? {} : { servername: host }),
    rejectUnauthorized: verify,
    minVersion: 'TLSv1.2',
  };
}

async function pem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw refused(
      `cannot read ${path}; libvirt's TLS needs it (https://libvirt.org/kbase/tlscerts.html)`,
      cause,
    );
  }
}

async function optionalPem(path: string): Promise<Buffer | undefined> {
  return existsSync(path) ? pem(path) : undefined;
}
