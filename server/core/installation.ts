import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConsoleError } from '../../lib/contract/error.ts';

const FORM = /^[0-9a-f]{6}$/;

/**
 * Which console this is. Its domains, networks and pools carry it, since one host may serve several. It is a file
 * and not a row: with an empty database it still finds its nodes.
 */
export async function openInstallation(dataDir: string): Promise<string> {
  const path = join(dataDir, 'installation');
  await mkdir(dataDir, { recursive: true });
  try {
    // `wx`: of two who begin at once, one writes and both read.
    await writeFile(path, `${randomBytes(3).toString('hex')}\n`, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
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
