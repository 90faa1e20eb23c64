import { readdirSync, readFileSync } from 'node:fs';
import { strayLocks, strayLocksAdvice } from '../../../lib/domain/pty-lock.ts';
import { type LocalCheck, ok, typed, warn } from './check.ts';

/** What cannot be read is as good as not there. */
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
  inspect: () => {
    const found = strayLocks(files);
    if (found.length === 0) return ok('no lock of a killed libvirtd keeps a port from being opened');
    const { reason, command } = strayLocksAdvice(found);
    return warn(reason, typed([command]));
  },
};
