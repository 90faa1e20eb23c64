import { X509Certificate } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** EFI_CERT_X509_GUID, a5c059a1-94e4-4aa7-87b5-ab155c2bf072, as EFI stores it. */
const X509_GUID = Buffer.from('a159c0a5e494a74a87b5ab155c2bf072', 'hex');
const GUID_BYTES = 16;
const HEADER_BYTES = GUID_BYTES + 3 * 4;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * CAs in the form that the firmware reads from `etc/edk2/https/cacerts`: one EFI signature list after another, one for
 * each certificate of the PEM text.
 */
export function signatureLists(pem: string): Buffer {
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw unusable('there is none in it');
  return Buffer.concat(certificates.map((text) => signatureList(derOf(text))));
}

function signatureList(der: Buffer): Buffer {
  const signatureBytes = GUID_BYTES + der.length;
  const header = Buffer.alloc(HEADER_BYTES);
  X509_GUID.copy(header);
  header.writeUInt32LE(HEADER_BYTES + signatureBytes, GUID_BYTES);
  header.writeUInt32LE(signatureBytes, GUID_BYTES + 8);
  const owner = Buffer.alloc(GUID_BYTES);
  return Buffer.concat([header, owner, der]);
}

/** The certificates (DER) of EFI signature lists. Throws for anything else. */
export function certificatesIn(lists: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < lists.length;) {
    const isList =
      lists.length - at > HEADER_BYTES + GUID_BYTES && lists.subarray(at, at + GUID_BYTES).equals(X509_GUID);
    const bytes = isList ? lists.readUInt32LE(at + GUID_BYTES) : 0;
    if (bytes <= HEADER_BYTES + GUID_BYTES || at + bytes > lists.length) {
      throw new ConsoleError('invalid', 'this is not a list of EFI signatures');
    }
    found.push(lists.subarray(at + HEADER_BYTES + GUID_BYTES, at + bytes));
    at += bytes;
  }
  return found;
}

function derOf(text: string): Buffer {
  try {
    return new X509Certificate(text).raw;
  } catch (cause) {
    throw unusable('it cannot be read', cause);
  }
}

function unusable(why: string, cause?: unknown): ConsoleError {
  return new ConsoleError('invalid', `the orchestrator's CA certificate cannot be used: ${why}`, {
    fix: 'Give the CA as PEM text, with its BEGIN CERTIFICATE and END CERTIFICATE lines.',
    cause,
  });
}
