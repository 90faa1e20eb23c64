import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ROUNDS = 5000;
const LENGTH = 64;
const SALT_CHARACTERS = 16;

const sha512 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The hash of a password as /etc/shadow has it (crypt(5), `$6$`); every Linux system knows it. */
export function sha512Crypt(password: string, salt = newSalt()): string {
  const key = Buffer.from(password);
  const seasoning = Buffer.from(salt);
  const alternate = sha512(key, seasoning, key);
  const first = sha512(key, seasoning, repeated(alternate, key.length), ...mixed(key, alternate));
  const keyed = repeated(sha512(...Array.from(key, () => key)), key.length);
  const salted = repeated(
    sha512(...Array.from({ length: 16 + (first[0] ?? 0) }, () => seasoning)),
    salt.length,
  );
  let digest = first;
  for (let round = 0; round < ROUNDS; round++) {
    const odd = round % 2 === 1;
    digest = sha512(
      odd ? keyed : digest,
      ...(round % 3 === 0 ? [] : [salted]),
      ...(round % 7 === 0 ? [] : [keyed]),
      odd ? digest : keyed,
    );
  }
  return `$6$${salt}$${encoded(digest)}`;
}

function newSalt(): string {
  return Array.from(randomBytes(SALT_CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** For each bit of the key's length, from the lowest: the digest for 1, the key for 0. */
function mixed(key: Buffer, digest: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let rest = key.length; rest > 0; rest >>= 1) parts.push(rest % 2 === 1 ? digest : key);
  return parts;
}

const repeated = (digest: Buffer, length: number): Buffer => Buffer.alloc(length, digest);

/** Three bytes at a time, from thirds of the digest that rotate; the last byte is by itself. */
function encoded(digest: Buffer): string {
  let text = '';
  for (let index = 0; index < 21; index++) {
    const [a, b, c] = [index, index + 21, index + 42];
    const order =
      [
        [a, b, c],
        [b, c, a],
        [c, a, b],
      ][index % 3] ?? [];
    text += letters(
      order.reduce((value, at) => (value << 8) | (digest[at] ?? 0), 0),
      4,
    );
  }
  return text + letters(digest[LENGTH - 1] ?? 0, 2);
}

function letters(value: number, count: number): string {
  let text = '';
  for (let rest = value; text.length < count; rest >>= 6) text += ALPHABET[rest & 0x3f] ?? '';
  return text;
}
