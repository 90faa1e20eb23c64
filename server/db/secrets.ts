import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { ConsoleError } from '../../lib/contract/error.ts';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const SHORTEST_SECRET = 16;
const PRIVATE = 0o600;

export interface Secrets {
  readonly seal: (text: string) => string;
  readonly open: (sealed: string) => string;
}

/** AES-256-GCM; a sealed text is `v1.` followed by nonce, tag and ciphertext in base64url. */
export function secretsWith(key: Buffer): Secrets {
  return {
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed) {
      const [version, encoded = ''] = sealed.split('.');
      const bytes = Buffer.from(encoded, 'base64url');
      if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw unreadable();
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (error) {
        throw unreadable(error);
      }
    },
  };
}

function unreadable(cause?: unknown): ConsoleError {
  return new ConsoleError('database-unusable', 'A secret in the database was sealed with another key.', {
    fix: 'Set VEN_SECRET_KEY as it was, or restore the file secret.key of the data directory.',
    cause,
  });
}

/** From VEN_SECRET_KEY: any text of at least SHORTEST_SECRET characters. */
export function keyFromText(text: string): Buffer {
  if (text.length < SHORTEST_SECRET) {
    throw new ConsoleError('invalid', `VEN_SECRET_KEY is shorter than ${SHORTEST_SECRET} characters.`, {
      fix: 'Use a long random text, e.g. from: openssl rand -hex 32',
    });
  }
  return Buffer.from(hkdfSync('sha256', text, '', 'virtual-edge-node-console', KEY_BYTES));
}

/** From a file that only its owner can read; created when it does not exist. */
export function keyFromFile(file: string): Buffer {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) create(file);
  // A restored backup may have lost its mode.
  else if ((found.mode & 0o077) !== 0) chmodSync(file, PRIVATE);
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (key.length === KEY_BYTES) return key;
  throw new ConsoleError('database-unusable', `${file} is not a key of this console.`, {
    fix: 'Restore it from a backup. Moved away, a new one is made, and secrets in the database must be entered again.',
  });
}

/** Writes the whole file or nothing, and never overwrites one that another process has just created. */
function create(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, {
      mode: PRIVATE,
      flag: 'wx',
      flush: true,
    });
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
