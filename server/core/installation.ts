import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsoleError } from '../../lib/contract/error.ts';

const FORM = /^[0-9a-f]{6}$/;

/**
 * Which console this is. Its domains, networks and pools carry it, since one host may serve several. It is a file
 * and not a row: with an empty database it still finds its nodes.
 */
export async function openInstallation(dataDir: string): Promise<string> {
  const path = join(dataDir, 'installation');
  if (!existsSync(path)) await create(path);
  const installation = (await readFile(path, 'utf8')).trim();
  if (FORM.test(installation)) return installation;
  throw new ConsoleError(
    'internal',
    `${path} does not hold the name of this installation (six hexadecimal digits).`,
    {
      fix: 'Write the six digits back that stand in the names of its networks on the host (ven-……-1).',
    },
  );
}

/** Complete or not at all: a name that was cut short by a crash or a full disk would keep every later start away. */
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
