import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../error.ts';
import { writeAtomically } from '../state/atomic-file.ts';
import { type Names, newAuthority, newKey, newServerCertificate, type Pair } from './certificates.ts';

const DAY = 86_400_000;
const LIFETIME_DAYS = 397;
const RENEW_DAYS = 30;

/** The server's certificates: the valid one, and one for each TLS scenario. */
export type CertificateKind = 'good' | 'wrong-ca' | 'expired' | 'unknown-name';

export interface Certificates {
  /** The CA for nodes and clients, as PEM. */
  readonly authority: string;
  readonly server: Readonly<Record<CertificateKind, Pair>>;
}

/**
 * The certificates of a state directory, created at the first start. The CA does not change, so clients can keep it; the
 * server's certificates are renewed when the cluster's name or an address changes.
 */
export async function openCertificates(
  stateDirectory: string,
  cluster: string,
  names: Names,
): Promise<Certificates> {
  const directory = join(stateDirectory, 'tls');
  const authority = await keepPair(directory, 'ca', () => newAuthority(`${cluster} simulator CA`));
  const other = await keepPair(directory, 'other-ca', () => newAuthority('Somebody else CA'));
  const key = (await keepPair(directory, 'server', async () => ({ certificate: '', key: await newKey() })))
    .key;
  const issue = (kind: CertificateKind, from: Pair, certified: Names, days: [number, number]) =>
    keepCertificate(directory, kind, key, from, certified, days);
  return {
    authority: authority.certificate,
    server: {
      good: await issue('good', authority, names, [-2, LIFETIME_DAYS]),
      'wrong-ca': await issue('wrong-ca', other, names, [-2, LIFETIME_DAYS]),
      expired: await issue('expired', authority, names, [-730, -365]),
      'unknown-name': await issue('unknown-name', authority, { dns: ['elsewhere.invalid'], ip: [] }, [
        -2,
        LIFETIME_DAYS,
      ]),
    },
  };
}

/** A key and its certificate from the directory, made once. */
export async function keepPair(directory: string, name: string, make: () => Promise<Pair>): Promise<Pair> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const paths = { certificate: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
  const key = await read(paths.key);
  const certificate = await read(paths.certificate);
  if (key !== undefined && certificate !== undefined && fits(certificate, key)) return { certificate, key };
  const made = await make();
  // The key is written last: a certificate without its key is created again.
  await writeAtomically(paths.certificate, made.certificate);
  await writeAtomically(paths.key, made.key);
  return made;
}

async function keepCertificate(
  directory: string,
  kind: CertificateKind,
  key: string,
  authority: Pair,
  names: Names,
  [fromDays, toDays]: [number, number],
): Promise<Pair> {
  const path = join(directory, `server-${kind}.crt`);
  const known = await read(path);
  if (known !== undefined && isUsable(known, key, authority, names, toDays))
    return { certificate: known, key };
  const certificate = await newServerCertificate({ authority, key, names, fromDays, toDays });
  await writeAtomically(path, certificate);
  return { certificate, key };
}

function isUsable(pem: string, key: string, authority: Pair, names: Names, toDays: number): boolean {
  if (!fits(pem, key)) return false;
  const certificate = new X509Certificate(pem);
  const wanted = [...names.dns.map((name) => `DNS:${name}`), ...names.ip.map((ip) => `IP Address:${ip}`)];
  const isEnding = toDays > 0 && Date.parse(certificate.validTo) < Date.now() + RENEW_DAYS * DAY;
  return (
    !isEnding &&
    certificate.subjectAltName === wanted.join(', ') &&
    certificate.checkIssued(new X509Certificate(authority.certificate))
  );
}

/** With an empty certificate, only the key is stored. */
function fits(certificate: string, key: string): boolean {
  try {
    const privateKey = createPrivateKey(key);
    return certificate === '' || new X509Certificate(certificate).checkPrivateKey(privateKey);
  } catch {
    return false;
  }
}

async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  });
}
