import { readFile } from 'node:fs/promises';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** libvirt's message for a pty that a UUCP lock file reserves. */
const LOCKED = /locked by lock file '(?<file>[^']+)' held by process (?<holder>\d+)/;
const IN_USE = /active console session exists/i;
/** Processes that may legitimately hold a console: libvirt's daemons. */
const DAEMON = /^(libvirtd|virtqemud|lt-libvirtd)$/;

/** The name of a process on this machine, without its path; null when it does not exist. */
async function programOf(pid: string): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
  } catch {
    return null;
  }
}

/** The fix for a lock file: a killed daemon leaves it behind, and its process id may have been reused. */
async function lockFix(file: string, holder: string, isLocal: boolean): Promise<string> {
  if (!isLocal) {
    return `On the host look whether process ${holder} is libvirt's daemon (ps -p ${holder}). If it is not, the lock is stale: sudo rm ${file}. The console tries again by itself.`;
  }
  const program = await programOf(holder);
  if (program !== null && DAEMON.test(program)) {
    return `${program} (process ${holder}) holds it for another console of this node: close that one (virsh console). The console tries again by itself.`;
  }
  const who = program === null ? 'which does not exist' : `which is "${program}" and not libvirt's daemon`;
  return `The lock is stale, it names process ${holder}, ${who}: sudo rm ${file}. The console tries again by itself.`;
}

/** Why a serial port was refused, and how to fix it. */
export async function serialRefusal(error: unknown, isLocal: boolean): Promise<unknown> {
  if (!(error instanceof ConsoleError)) return error;
  const { file, holder } = LOCKED.exec(error.message)?.groups ?? {};
  if (file !== undefined && holder !== undefined) {
    const fix = await lockFix(file, holder, isLocal);
    return new ConsoleError('conflict', error.message, { fix, cause: error });
  }
  if (!IN_USE.test(error.message)) return error;
  return new ConsoleError('conflict', error.message, {
    fix: 'Close the other console of this node (virsh console). The console tries again by itself.',
    cause: error,
  });
}
