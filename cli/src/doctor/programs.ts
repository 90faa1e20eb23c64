import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { checkProgram, HOST_PROGRAMS, SYSTEM_FOLDERS } from '../../../lib/domain/host-checks/programs.ts';
import type { Environment } from '../session/settings.ts';
import { type LocalCheck, typist } from './check.ts';

function findProgram(env: Environment, name: string): string | null {
  const own = (env.PATH ?? '').split(path.delimiter).filter((each) => each !== '');
  for (const folder of [...own, ...SYSTEM_FOLDERS]) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next folder may have it.
    }
  }
  return null;
}

export const PROGRAM_CHECKS: readonly LocalCheck[] = HOST_PROGRAMS.map((program) => ({
  id: program.id,
  inspect: ({ env }) => checkProgram(program, (name) => Promise.resolve(findProgram(env, name)), typist),
}));
