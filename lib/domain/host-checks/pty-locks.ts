import { commandLine, ok, type Typist, type Verdict, warn } from './verdict.ts';

/** Folder of libvirt's locks on console ptys. */
const PTY_LOCKS = '/var/lock';

/** Reads without failing: the names in a folder, and the text of a file; empty when there is nothing to read. */
export interface Reading {
  names(folder: string): readonly string[];
  text(file: string): string;
}

export interface StrayLock {
  readonly file: string;
  readonly pty: string;
  /** The process named in the lock; not a libvirt daemon. */
  readonly pid: number;
  readonly program: string;
}

/**
 * Stale locks, which keep libvirt from opening a console that nobody has open. A killed libvirtd leaves its locks
 * behind, and they take effect again once another program gets its process id. libvirt itself removes locks that name
 * no running process. scripts/prepare/pty-locks-step.mjs implements the same rule in plain JavaScript.
 */
export function strayLocks(reading: Reading, folder = PTY_LOCKS): StrayLock[] {
  return reading.names(folder).flatMap((name) => {
    const number = /^LCK\.\._pts_(\d+)$/.exec(name)?.[1];
    if (number === undefined) return [];
    const file = `${folder}/${name}`;
    const pid = Number.parseInt(reading.text(file), 10);
    const program = Number.isNaN(pid) ? '' : reading.text(`/proc/${pid}/comm`).trim();
    if (program === '' || isLibvirtDaemon(program)) return [];
    return [{ file, pty: `/dev/pts/${number}`, pid, program }];
  });
}

/** The monolithic daemon or a modular one (virtqemud); a process name has 15 characters at most. */
const isLibvirtDaemon = (program: string): boolean => /^(libvirtd|virt[a-z]+d)$/.test(program);

export function checkPtyLocks(locks: readonly StrayLock[], typist: Typist): Verdict {
  const [first] = locks;
  if (first === undefined) return ok('no stale lock of a killed libvirtd blocks a serial port');
  const holder = `${first.pty} is held by process ${first.pid} (${first.program})`;
  const others = locks.length > 1 ? `, and ${locks.length - 1} more` : '';
  return warn(
    `a killed libvirtd left locks behind, so serial ports on these terminals accept no input: ${holder}${others}`,
    commandLine([`rm ${locks.map(({ file }) => file).join(' ')}`], typist),
  );
}
