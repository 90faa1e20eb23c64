import { commandLine, ok, type Typist, type Verdict, warn } from './verdict.ts';

/** libvirt's locks on the ptys of consoles, as on every Linux. */
const PTY_LOCKS = '/var/lock';

/** Reads without failing: names in a folder, and a file's text; both empty when there is nothing to read. */
export interface Reading {
  names(folder: string): readonly string[];
  text(file: string): string;
}

export interface StrayLock {
  readonly file: string;
  readonly pty: string;
  /** The process that the lock names, which is not a libvirt daemon. */
  readonly pid: number;
  readonly program: string;
}

/**
 * The locks that keep libvirt from opening a console although nobody has it open. A libvirtd that is killed leaves its
 * locks behind, and they count again once another program has its process id; one that names no running process is
 * removed by libvirt itself. scripts/prepare/pty-locks-step.mjs has the same rule in plain JavaScript.
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

/** The one daemon, or one of those that each have a driver (virtqemud); a process's name has 15 characters at most. */
const isLibvirtDaemon = (program: string): boolean => /^(libvirtd|virt[a-z]+d)$/.test(program);

export function checkPtyLocks(locks: readonly StrayLock[], typist: Typist): Verdict {
  const [first] = locks;
  if (first === undefined) return ok('no stale lock of a killed libvirtd blocks a serial port');
  const holder = `${first.pty} is held by process ${first.pid} (${first.program})`;
  const others = locks.length > 1 ? `, and ${locks.length - 1} more` : '';
  return warn(
    `a libvirtd that was killed left locks behind, and serial ports on these terminals take no input: ${holder}${others}`,
    commandLine([`rm ${locks.map(({ file }) => file).join(' ')}`], typist),
  );
}
