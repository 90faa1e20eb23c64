import 'reflect-metadata';
import { generateKeyPair, randomBytes, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';

const DAY = 86_400_000;
/** OVMF's TLS supports only RSA keys for servers, not elliptic curves. */
const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

/** A certificate and its private key, as PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface Names {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

export async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: ALGORITHM.modulusLength });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export async function newAuthority(commonName: string): Promise<Pair> {
  return selfSigned(commonName, [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  ]);
}

/** A self-signed certificate for programs, and its key. */
export async function newSigner(commonName: string): Promise<Pair> {
  return selfSigned(commonName, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.codeSigning]),
  ]);
}

async function selfSigned(commonName: string, extensions: readonly x509.Extension[]): Promise<Pair> {
  const key = await newKey();
  const keys = await importKeys(key);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerialNumber(),
    name: `CN=${commonName}`,
    // A guest's clock may be slow.
    notBefore: new Date(now - 2 * DAY),
    notAfter: new Date(now + 3650 * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [...extensions, await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)],
  });
  return { certificate: toPem(certificate), key };
}

export interface ServerCertificate {
  readonly authority: Pair;
  readonly key: string;
  readonly names: Names;
  /** In days from now; both are negative for an expired certificate. */
  readonly fromDays: number;
  readonly toDays: number;
}

export async function newServerCertificate(wanted: ServerCertificate): Promise<string> {
  const issuer = new x509.X509Certificate(wanted.authority.certificate);
  const signer = await importKeys(wanted.authority.key);
  const subject = await importKeys(wanted.key);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: `CN=${wanted.names.dns[0] ?? 'simulator'}`,
    issuer: issuer.subject,
    notBefore: new Date(now + wanted.fromDays * DAY),
    notAfter: new Date(now + wanted.toDays * DAY),
    signingAlgorithm: ALGORITHM,
    publicKey: subject.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...wanted.names.dns.map((value) => ({ type: 'dns' as const, value })),
        ...wanted.names.ip.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(subject.publicKey),
    ],
  });
  return toPem(certificate);
}

/** A random number of 127 bits; the first bit is clear because serial numbers are signed integers. */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x01, 0);
  return bytes.toString('hex');
}

function toPem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

async function importKeys(
  pem: string,
): Promise<{ publicKey: webcrypto.CryptoKey; privateKey: webcrypto.CryptoKey }> {
  const der = x509.PemConverter.decodeFirst(pem);
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
  const { kty, n, e } = await webcrypto.subtle.exportKey('jwk', privateKey);
  const publicJwk = { kty: kty ?? 'RSA', n: n ?? '', e: e ?? '' };
  const publicKey = await webcrypto.subtle.importKey('jwk', publicJwk, ALGORITHM, true, ['verify']);
  return { publicKey, privateKey };
}
