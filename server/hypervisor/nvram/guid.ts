export const GUID_BYTES = 16;

/** EFI stores the first three groups of a GUID in little-endian order. */
export function guidText(bytes: Buffer): string {
  const hex = (from: number, to: number) => bytes.subarray(from, to).toString('hex');
  const first = bytes.readUInt32LE(0).toString(16).padStart(8, '0');
  const [second, third] = [4, 6].map((at) => bytes.readUInt16LE(at).toString(16).padStart(4, '0'));
  return [first, second, third, hex(8, 10), hex(10, 16)].join('-');
}

export function guidBytes(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** Vendors of the variables that the console reads or writes. */
export const GLOBAL_GUID = '8be4df61-93ca-11d2-aa0d-00e098032b8c';
/** Of db and dbx. */
export const SECURITY_DATABASE_GUID = 'd719b2cb-3d3a-4596-a3bc-dad00e67656f';
/** EDK II's switch for Secure Boot. */
export const SECURE_BOOT_ENABLE_GUID = 'f0a30bc7-af08-4556-99c4-001009c93a44';
/** Of EDK II's switch for who may change the keys of Secure Boot. */
export const CUSTOM_MODE_GUID = 'c076ec0c-7028-4399-a072-71ee5c448b9f';
