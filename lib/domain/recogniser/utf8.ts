const REPLACEMENT = 0xfffd;

/** Decodes what a guest printed; invalid UTF-8 becomes U+FFFD. (TextDecoder is not available everywhere.) */
export function decodeUtf8(bytes: Uint8Array): string {
  if (isAscii(bytes)) {
    // Spreading the bytes would take five times as long.
    const ascii: unknown = Reflect.apply(String.fromCharCode, null, bytes);
    if (typeof ascii === 'string') return ascii;
  }
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length =
      lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    const code = length === 1 ? lead : sequence(bytes, at, length);
    text += String.fromCodePoint(code);
    at += code === REPLACEMENT ? 1 : length;
  }
  return text;
}

function isAscii(bytes: Uint8Array): boolean {
  // A method of the array would cost more than the rest.
  for (const byte of bytes) if (byte > 0x7f) return false;
  return true;
}

const LEAD_BITS: readonly number[] = [0, 0x7f, 0x1f, 0x0f, 0x07];
/** The smallest code point that needs this many bytes; smaller ones are overlong encodings. */
const SMALLEST: readonly number[] = [0, 0, 0x80, 0x800, 0x10000];

function sequence(bytes: Uint8Array, at: number, length: number): number {
  if (length === 0 || at + length > bytes.length) return REPLACEMENT;
  let code = (bytes[at] ?? 0) & (LEAD_BITS[length] ?? 0);
  for (let next = at + 1; next < at + length; next++) {
    const byte = bytes[next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return REPLACEMENT;
    code = (code << 6) | (byte & 0x3f);
  }
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return surrogate || code > 0x10ffff || code < (SMALLEST[length] ?? 0) ? REPLACEMENT : code;
}

/** The UTF-8 form of a text. (TextEncoder is not available everywhere.) */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? REPLACEMENT;
    if (code < 0x80) return [code];
    const rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    const lead = (0xff00 >> (rest + 1)) & 0xff;
    return Array.from({ length: rest + 1 }, (_, index) =>
      index === 0 ? lead | (code >> (6 * rest)) : 0x80 | ((code >> (6 * (rest - index))) & 0x3f),
    );
  });
  return Uint8Array.from(bytes.flat());
}
