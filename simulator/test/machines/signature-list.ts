import { X509Certificate } from 'node:crypto';

/** EFI_CERT_X509_GUID, a5c059a1-94e4-4aa7-87b5-ab155c2bf072, as EFI stores it. */
const X509_GUID = Buffer.from('a159c0a5e494a74a87b5ab155c2bf072', 'hex');
const GUID_BYTES = 16;
const HEADER_BYTES = GUID_BYTES + 3 * 4;

/** A CA as the firmware takes it from `etc/edk2/https/cacerts`: an EFI signature list of one certificate. */
export function signatureList(pem: string): Buffer {
  const certificate = new X509Certificate(pem).raw;
  const signatureBytes = GUID_BYTES + certificate.length;
  const header = Buffer.alloc(HEADER_BYTES);
  X509_GUID.copy(header);
  header.writeUInt32LE(HEADER_BYTES + signatureBytes, GUID_BYTES);
  header.writeUInt32LE(signatureBytes, GUID_BYTES + 8);
  const owner = Buffer.alloc(GUID_BYTES);
  return Buffer.concat([header, owner, certificate]);
}
