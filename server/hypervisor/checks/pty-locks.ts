import { readdirSync, readFileSync } from 'node:fs';
import { type Check } from '../../../lib/contract/host.ts';
import { strayLocks, strayLocksAdvice } from '../../../lib/domain/pty-lock.ts';
import { ok, warn } from './verdict.ts';

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

/** `folder` is another one in tests. */
export function checkPtyLocks(folder?: string): Check {
  const found = strayLocks(files, folder);
  if (found.length === 0)
    return ok('pty-locks', 'no lock of a killed libvirtd keeps a port from being opened');
  const { reason, command } = strayLocksAdvice(found);
  return warn('pty-locks', reason, process.getuid?.() === 0 ? command : `sudo ${command}`);
}
