import { createHash, X509Certificate } from 'node:crypto';
import { type KeyDatabase } from '../../../lib/contract/efi-variables.ts';
import { guidText } from './guid.ts';

/** EFI_CERT_X509_GUID */
const X509 = 'a5c059a1-94e4-4aa7-87b5-ab155c2bf072';
/** EFI_SIGNATURE_LIST: type, size of the list, of its own header, and of each signature. */
const LIST_HEADER_BYTES = 28;
/** Each signature begins with its owner's GUID. */
const OWNER_BYTES = 16;

type Content = Omit<KeyDatabase, 'name'>;

/** The content of PK, KEK, db or dbx: EFI signature lists, one after the other. */
export function readKeyDatabase(data: Buffer): Content {
  const certificates: Content['certificates'] = [];
  let others = 0;
  for (let at = 0; at < data.length;) {
    const list = listAt(data, at);
    if (list === null) return { certificates, others, problem: 'it ends in the middle of a signature list' };
    const { type, signatures, next } = list;
    if (type === X509) certificates.push(...signatures.map(certificate));
    else others += signatures.length;
    at = next;
  }
  return { certificates, others, problem: null };
}

interface SignatureList {
  readonly type: string;
  readonly signatures: readonly Buffer[];
  readonly next: number;
}

function listAt(data: Buffer, at: number): SignatureList | null {
  if (at + LIST_HEADER_BYTES > data.length) return null;
  const [size, header, each] = [16, 20, 24].map((offset) => data.readUInt32LE(at + offset));
  if (size === undefined || header === undefined || each === undefined) return null;
  if (size < LIST_HEADER_BYTES + header || each < OWNER_BYTES || at + size > data.length) return null;
  const first = at + LIST_HEADER_BYTES + header;
  const count = Math.trunc((at + size - first) / each);
  const signatures = Array.from({ length: count }, (_, index) =>
    data.subarray(first + index * each + OWNER_BYTES, first + (index + 1) * each),
  );
  return { type: guidText(data.subarray(at, at + 16)), signatures, next: at + size };
}

function certificate(der: Buffer): Content['certificates'][number] {
  const sha256 = createHash('sha256').update(der).digest('hex');
  try {
    const { subject, validTo } = new X509Certificate(der);
    return { subject: subject.replaceAll('\n', ', '), validTo: new Date(validTo).toISOString(), sha256 };
  } catch {
    // Whatever OpenSSL refuses here, the firmware may still use it.
    return { subject: 'a certificate that cannot be read', validTo: null, sha256 };
  }
}
