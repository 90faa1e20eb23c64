import { createHash, X509Certificate } from 'node:crypto';
import type { EfiVariables, KeyDatabase } from '../../../lib/contract/efi-variables.ts';
import { certificatesOf, readSignatureLists, signatureLists } from '../firmware/signature-list.ts';
import { SECURITY_DATABASE_GUID } from './guid.ts';
import { unreadable, type Variable } from './variable-store.ts';

/** Owner of the keys that the console enrols. */
const CONSOLE_OWNER = '6d5c0f3e-9a51-4c6e-8f0b-2b7d7f1c54a8';
/** non-volatile, boot-service, runtime, time-based authenticated */
const KEY_ATTRIBUTES = 0b10_0111;

type Content = Omit<KeyDatabase, 'name'>;

/** The content of PK, KEK, db or dbx. */
export function readKeyDatabase(data: Buffer): Content {
  const { lists, isWhole } = readSignatureLists(data);
  const count = (isX509: boolean) => lists.flatMap((list) => (list.isX509 === isX509 ? list.signatures : []));
  return {
    certificates: count(true).map(certificate),
    others: count(false).length,
    problem: isWhole ? null : 'it ends in the middle of a signature list',
  };
}

/**
 * These variables with the certificates of a PEM text in db, so that Secure Boot accepts what they have signed. The
 * other keys stay; those that the console enrolled before and that are not wanted any more go.
 */
export function withSignersEnrolled(variables: readonly Variable[], pem: string): Variable[] {
  const isDb = ({ name, guid }: Variable) => name === 'db' && guid === SECURITY_DATABASE_GUID;
  const before = variables.find(isDb) ?? {
    ...{ name: 'db', guid: SECURITY_DATABASE_GUID, attributes: KEY_ATTRIBUTES },
    ...{ data: Buffer.alloc(0), authentication: Buffer.alloc(28) },
  };
  const { lists, isWhole } = readSignatureLists(before.data);
  if (!isWhole) throw unreadable('its database of Secure Boot keys ends in the middle of a list');
  const others = lists.filter(({ owner }) => owner !== CONSOLE_OWNER).map(({ bytes }) => bytes);
  const data = Buffer.concat([...others, signatureLists(pem, CONSOLE_OWNER)]);
  return [...variables.filter((variable) => !isDb(variable)), { ...before, data }];
}

/** Those of the certificates of a PEM text that db lacks, by their subjects. */
export function signersMissing(keys: EfiVariables['keys'], pem: string): string[] {
  const known = keys.filter(({ name }) => name === 'db').flatMap(({ certificates }) => certificates);
  return certificatesOf(pem)
    .map(certificate)
    .filter(({ sha256 }) => known.every((other) => other.sha256 !== sha256))
    .map(({ subject }) => subject);
}

function certificate(der: Buffer): Content['certificates'][number] {
  const sha256 = sha256Of(der);
  try {
    const { subject, validTo } = new X509Certificate(der);
    return { subject: subject.replaceAll('\n', ', '), validTo: new Date(validTo).toISOString(), sha256 };
  } catch {
    // Whatever OpenSSL refuses here, the firmware may still use it.
    return { subject: 'a certificate that cannot be read', validTo: null, sha256 };
  }
}

const sha256Of = (der: Buffer): string => createHash('sha256').update(der).digest('hex');
