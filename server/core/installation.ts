import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsoleError } from '../../lib/contract/error.ts';

const FORM = /^[0-9a-f]{6}$/;

/**
 * The id of this console, which its domains, networks and pools carry, since one host may serve several consoles. It is
 * a file, not a database row, so that the console finds its nodes even with an empty database.
 */
export async function openInstallation(dataDir: string): Promise<string> {
  const path = join(dataDir, 'installation');
  if (!existsSync(path)) await create(path);
  const installation = (await readFile(path, 'utf8')).trim();
  if (FORM.test(installation)) return installation;
  throw new ConsoleError(
    'internal',
    `${path} does not contain the id of this installation (six hexadecimal digits).`,
    {
      fix: 'Restore the six digits that the names of its networks on the host contain (ven-……-1).',
    },
  );
}

/** Atomic: an id truncated by a crash or a full disk would prevent every later start. */
async function create(path: string): Promise<void> {
  const draft = `${path}.new`;
  try {
    await writeFile(draft, `${randomBytes(3).toString('hex')}\n`, { flush: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
