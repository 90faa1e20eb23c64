const LINE = /.{1,64}/g;
/** An ASN.1 sequence, with which every certificate in DER begins. */
const SEQUENCE = 0x30;

/** The content of a certificate's file as PEM; DER is converted. */
export function certificateText(file: Uint8Array): string {
  if (file[0] !== SEQUENCE) return new TextDecoder().decode(file);
  const base64 = btoa(Array.from(file, (byte) => String.fromCharCode(byte)).join(''));
  return ['-----BEGIN CERTIFICATE-----', ...(base64.match(LINE) ?? []), '-----END CERTIFICATE-----', ''].join(
    '\n',
  );
}
