import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
/** A prefix that people and secret scanners recognise. */
export const TOKEN_PREFIX = 'ven_';

export const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** Secrets of 256 random bits need no slow hash; looking one up by its hash takes the same time for all of them. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** For the first administrator: typed once, so without characters that look alike. */
export function newPassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const characters = [...randomBytes(20)].map((byte) => letters[byte % letters.length]);
  return [0, 5, 10, 15].map((from) => characters.slice(from, from + 5).join('')).join('-');
}
