import { readFile } from 'node:fs/promises';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** libvirt's words for a pty that a lock file (UUCP's kind) keeps. */
const LOCKED = /locked by lock file '(?<file>[^']+)' held by process (?<holder>\d+)/;
const IN_USE = /active console session exists/i;
/** What a console may rightly be held by: a daemon of libvirt's. */
const DAEMON = /^(libvirtd|virtqemud|lt-libvirtd)$/;

/** The name of a process of this machine, without its path; null when there is none. */
async function programOf(pid: string): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
  } catch {
    return null;
  }
}

/** What to do about a lock file: a killed daemon leaves it behind, and its number may be another process's by now. */
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

/** Why a serial port was refused, with a fix that can be followed. */
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
