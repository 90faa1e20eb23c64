import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { FairQueue } from './fair-queue.ts';

/** Cost of a new hash: 32 MiB and about 0.1 s. Older hashes carry their own parameters. */
const COST = { N: 32_768, r: 8, p: 1 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Upper bounds for the parameters of a stored hash. */
const MAX_MEMORY = 256 * 1024 * 1024;

const FORMAT =
  /^scrypt\$N=(\d{1,7}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9_-]{8,128})\$([A-Za-z0-9_-]{16,128})$/;

/** Each derivation occupies one of Node.js's four worker threads; file access needs some of them as well. */
const turns = new FairQueue(
  { atOnce: 2, waiting: 100 },
  () =>
    new ConsoleError('too-many-requests', 'Too many passwords are being checked.', {
      fix: 'Try again in a few seconds.',
      retryAfter: 5,
    }),
);

function derive(password: string, salt: Buffer, length: number, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same characters may be composed differently on another keyboard.
    scrypt(password.normalize('NFKC'), salt, length, { ...cost, maxmem: MAX_MEMORY }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** `client` identifies the requester; clients take turns. */
export async function hashPassword(password: string, client = ''): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await turns.run(client, () => derive(password, salt, KEY_BYTES, COST));
  const parameters = `N=${COST.N},r=${COST.r},p=${COST.p}`;
  return `scrypt$${parameters}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** Also false for an unreadable hash: such an account has no password. */
export async function verifyPassword(password: string, hash: string, client = ''): Promise<boolean> {
  const [, N, r, p, salt, key] = FORMAT.exec(hash) ?? [];
  if (salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64url');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const actual = await turns.run(client, () =>
    derive(password, Buffer.from(salt, 'base64url'), expected.length, cost),
  );
  return timingSafeEqual(actual, expected);
}

/** The hash of no password; derived like a real one, so that the first check takes no longer than later ones. */
const NOBODY = `scrypt$N=${COST.N},r=${COST.r},p=${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Takes as long as a real verification, so that timing does not reveal which accounts exist. */
export async function verifyNobody(password: string, client = ''): Promise<false> {
  await verifyPassword(password, NOBODY, client);
  return false;
}
