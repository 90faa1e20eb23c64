import { messageOf } from '../lib/contract/error.ts';
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** A variable of the configuration, and what is wrong with it. */
interface Problem {
  readonly field: string;
  readonly message: string;
}

interface Pair {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

const CERT = 'VEN_TLS_CERT';
const KEY = 'VEN_TLS_KEY';

class Unusable extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

function contents(field: string, file: string): string {
  try {
    if (statSync(file).isDirectory())
      throw new Unusable(field, `${file} is a directory: name the file in it`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Unusable) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new Unusable(field, `there is no file ${file}: name the one that is there`);
    if (code === 'EACCES')
      throw new Unusable(field, `${file} may not be read: make it readable for this user`);
    throw new Unusable(field, `${file} cannot be read: ${messageOf(error)}`);
  }
}

function certificateIn(file: string, pem: string): X509Certificate {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem) && !pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Unusable(CERT, `${file} is a private key: it belongs in ${KEY}, and the certificate here`);
  }
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Unusable(CERT, `${file} is no certificate in PEM (-----BEGIN CERTIFICATE-----): convert it`);
  }
}

function keyIn(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const locked = pem.includes('ENCRYPTED');
    throw new Unusable(
      KEY,
      locked
        ? `${file} has a passphrase, which nobody could enter: remove it (openssl pkey -in ${file} -out NEW)`
        : `${file} is no private key in PEM (-----BEGIN PRIVATE KEY-----): convert it`,
    );
  }
}

function check(files: Pair, { certificate, key }: Pair, now: number): void {
  const first = certificateIn(files.certificate, certificate);
  const secret = keyIn(files.key, key);
  if (!first.checkPrivateKey(secret)) {
    throw new Unusable(
      KEY,
      `${files.key} does not belong to the certificate ${files.certificate}: name the key that it was made with (the server's own certificate comes first in its file)`,
    );
  }
  if (Date.parse(first.validTo) <= now) {
    throw new Unusable(CERT, `${files.certificate} expired on ${first.validTo}: renew it`);
  }
  if (Date.parse(first.validFrom) > now) {
    throw new Unusable(
      CERT,
      `${files.certificate} is valid from ${first.validFrom} on only: set this machine's clock, or use another`,
    );
  }
  try {
    createSecureContext({ cert: certificate, key });
  } catch (error) {
    const reason = messageOf(error);
    throw new Unusable(CERT, `${files.certificate} cannot be used for TLS (${reason}): use another`);
  }
}

/** Certificate and key from their files, proved to be fit for use together. */
export function readTls(files: Pair, now: number): { readonly tls: Pair } | { readonly problem: Problem } {
  try {
    const tls = { certificate: contents(CERT, files.certificate), key: contents(KEY, files.key) };
    check(files, tls, now);
    return { tls };
  } catch (error) {
    if (error instanceof Unusable) return { problem: { field: error.field, message: error.message } };
    throw error;
  }
}
