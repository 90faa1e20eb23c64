import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isSystemError } from '../error.ts';
import { writeAtomically } from '../state/atomic-file.ts';

export interface SigningKey {
  readonly private: KeyObject;
  readonly public: KeyObject;
}

/** The key that signs tokens. It is stored, so that tokens stay valid after a restart. */
export async function openSigningKey(directory: string): Promise<SigningKey> {
  const path = join(directory, 'token-signing.key');
  const pem = await readFile(path, 'utf8').catch(async (error: unknown) => {
    if (!isSystemError(error, 'ENOENT')) throw error;
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const fresh = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await writeAtomically(path, fresh);
    return fresh;
  });
  const key = createPrivateKey(pem);
  return { private: key, public: createPublicKey(key) };
}
