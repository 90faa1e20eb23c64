import { X509Certificate } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { GUID_BYTES, guidBytes, guidText } from '../nvram/guid.ts';

/** EFI_CERT_X509_GUID */
const X509 = 'a5c059a1-94e4-4aa7-87b5-ab155c2bf072';
/** EFI_SIGNATURE_LIST: type, size of the list, of its own header, and of each signature. */
const HEADER_BYTES = GUID_BYTES + 3 * 4;
const OF_NOBODY = '00000000-0000-0000-0000-000000000000';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Entries of one type. */
interface SignatureList {
  readonly isX509: boolean;
  /** GUID of whoever added the first one; empty if there is none. */
  readonly owner: string;
  /** What follows the owner's GUID in each. */
  readonly signatures: readonly Buffer[];
  /** The list as it is stored. */
  readonly bytes: Buffer;
}

/**
 * The certificates of a PEM text as EFI signature lists, one for each, as the firmware reads them from
 * `etc/edk2/https/cacerts` and from its key databases. `owner`: a GUID that says who added them.
 */
export function signatureLists(pem: string, owner = OF_NOBODY): Buffer {
  return Buffer.concat(certificatesOf(pem).map((der) => signatureList(der, owner)));
}

/** The certificates of a PEM text, as DER. */
export function certificatesOf(pem: string): Buffer[] {
  const found = pem.match(CERTIFICATE) ?? [];
  if (found.length === 0) throw unusable('there is none in it');
  return found.map(derOf);
}

function signatureList(der: Buffer, owner: string): Buffer {
  const signatureBytes = GUID_BYTES + der.length;
  const header = Buffer.alloc(HEADER_BYTES);
  guidBytes(X509).copy(header);
  header.writeUInt32LE(HEADER_BYTES + signatureBytes, GUID_BYTES);
  header.writeUInt32LE(signatureBytes, GUID_BYTES + 8);
  return Buffer.concat([header, guidBytes(owner), der]);
}

/** EFI signature lists, one after the other. `isWhole`: nothing else follows the last one. */
export function readSignatureLists(data: Buffer): {
  readonly lists: readonly SignatureList[];
  readonly isWhole: boolean;
} {
  const lists: SignatureList[] = [];
  for (let at = 0; at < data.length;) {
    const found = listAt(data, at);
    if (found === null) return { lists, isWhole: false };
    lists.push(found.list);
    at = found.next;
  }
  return { lists, isWhole: true };
}

function listAt(data: Buffer, at: number): { readonly list: SignatureList; readonly next: number } | null {
  if (at + HEADER_BYTES > data.length) return null;
  const [size, header, each] = [16, 20, 24].map((offset) => data.readUInt32LE(at + offset));
  if (size === undefined || header === undefined || each === undefined) return null;
  if (size < HEADER_BYTES + header || each < GUID_BYTES || at + size > data.length) return null;
  const first = at + HEADER_BYTES + header;
  const count = Math.trunc((at + size - first) / each);
  const signatures = Array.from({ length: count }, (_, index) =>
    data.subarray(first + index * each + GUID_BYTES, first + (index + 1) * each),
  );
  const isX509 = guidText(data.subarray(at, at + GUID_BYTES)) === X509;
  const owner = count === 0 ? '' : guidText(data.subarray(first, first + GUID_BYTES));
  return { list: { isX509, owner, signatures, bytes: data.subarray(at, at + size) }, next: at + size };
}

/** The certificates (DER) of EFI signature lists that hold nothing else. */
export function certificatesIn(data: Buffer): Buffer[] {
  const { lists, isWhole } = readSignatureLists(data);
  if (!isWhole || lists.some(({ isX509 }) => !isX509)) {
    throw new ConsoleError('invalid', 'this is not a list of EFI signatures');
  }
  return lists.flatMap(({ signatures }) => signatures);
}

function derOf(text: string): Buffer {
  try {
    return new X509Certificate(text).raw;
  } catch (cause) {
    throw unusable('it cannot be read', cause);
  }
}

function unusable(why: string, cause?: unknown): ConsoleError {
  return new ConsoleError('invalid', `the orchestrator's certificate cannot be used: ${why}`, {
    fix: 'Give the certificate as PEM text, with its BEGIN CERTIFICATE and END CERTIFICATE lines.',
    cause,
  });
}
