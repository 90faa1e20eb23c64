import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { isIP, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { PresentedCertificate } from '../../../lib/contract/orchestrator-check.ts';
import type { CheckContext } from './context.ts';
import { openSocket, targetOf } from './sockets.ts';

/** What a server presented in its TLS handshake, and what is wrong with it. */
export interface Chain {
  /** The server's own first. */
  readonly certificates: readonly X509Certificate[];
  /** OpenSSL's or Node's code; null: verified. */
  readonly problem: string | null;
}

/** Completes the handshake whatever the server presents, and sends nothing. */
export async function chainOf(context: CheckContext, url: string, authority: string | null): Promise<Chain> {
  const { settings, signal } = context;
  const socket = await openSocket(url, settings, signal);
  const timeout = AbortSignal.timeout(settings.answerSeconds * 1000);
  const over = AbortSignal.any([signal, timeout]);
  return handshake(socket, { host: targetOf(url).host, authority, signal: over });
}

interface Handshake extends Pick<ConnectionOptions, 'maxVersion' | 'ciphers'> {
  readonly host: string;
  readonly authority: string | null;
  readonly signal: AbortSignal;
}

/** The same over an open connection, which it ends. */
export async function handshake(
  socket: Socket,
  { host, authority, signal, ...offer }: Handshake,
): Promise<Chain> {
  const secure = connect({
    ...{ socket, servername: isIP(host) === 0 ? host : '', host, rejectUnauthorized: false },
    ...(authority === null ? {} : { ca: authority }),
    ...offer,
  });
  try {
    await once(secure, 'secureConnect', { signal });
    const problem = secure.authorized ? null : String(secure.authorizationError);
    return { certificates: presented(secure), problem };
  } finally {
    secure.destroy();
  }
}

const LONGEST_CHAIN = 10;

/** Node links the presented certificates by issuer; a self-signed one is its own. */
function presented(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && chain.length < LONGEST_CHAIN) {
    const { fingerprint256, issuerCertificate }: X509Certificate = next;
    if (chain.some((certificate) => certificate.fingerprint256 === fingerprint256)) break;
    chain.push(next);
    next = issuerCertificate;
  }
  return chain;
}

const isSelfSigned = (certificate: X509Certificate): boolean =>
  certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);

/** The self-signed CA among these to which the server's own certificate, the first, leads. */
export function authorityIn(certificates: readonly X509Certificate[]): X509Certificate | null {
  let [current] = certificates;
  for (let length = 0; current !== undefined && length < LONGEST_CHAIN; length++) {
    if (isSelfSigned(current)) return current;
    const signed = current;
    current = certificates.find(
      (candidate) => signed.checkIssued(candidate) && signed.verify(candidate.publicKey),
    );
  }
  return null;
}

const oneLine = (name: string): string => name.split('\n').toReversed().join(', ');

/** With everything that a person needs to confirm it. */
export const foundAuthority = (certificate: X509Certificate) => ({
  ...described(certificate),
  pem: certificate.toString().trim(),
});

export const described = (certificate: X509Certificate): PresentedCertificate => ({
  subject: oneLine(certificate.subject),
  issuer: oneLine(certificate.issuer),
  validFrom: new Date(certificate.validFrom).toISOString(),
  validTo: new Date(certificate.validTo).toISOString(),
  fingerprint: certificate.fingerprint256,
  selfSigned: isSelfSigned(certificate),
});
