import { readdirSync, readFileSync } from 'node:fs';
import { checkPtyLocks, strayLocks } from '../../../lib/domain/host-checks/pty-locks.ts';
import { type LocalCheck, typist } from './check.ts';

/** What cannot be read counts as not there. */
function attempt<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const files = {
  names: (folder: string) => attempt(() => readdirSync(folder), []),
  text: (file: string) => attempt(() => readFileSync(file, 'utf8'), ''),
};

export const ptyLocks: LocalCheck = {
  id: 'pty-locks',
  inspect: () => checkPtyLocks(strayLocks(files), typist),
};
