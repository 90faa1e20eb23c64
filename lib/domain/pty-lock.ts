/** libvirt's locks on the ptys of consoles, as on every Linux. */
const PTY_LOCKS = '/var/lock';

/** Reads without failing: names in a folder, and a file's text, empty when there is none. */
export interface Reading {
  names(folder: string): readonly string[];
  text(file: string): string;
}

export interface StrayLock {
  readonly file: string;
  readonly pty: string;
  /** The process that the lock names, which is something else than a daemon of libvirt's. */
  readonly pid: number;
  readonly program: string;
}

/**
 * The locks that keep libvirt from opening a console although nobody has it open. A libvirtd that is killed leaves its
 * locks behind, and they hold from the moment that its process id is another program's; one that names no living process
 * is removed by libvirt itself. scripts/prepare/pty-locks-step.mjs has the same rule, in words that need no packages.
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

/** What is wrong and, as commands without `sudo`, what to do. */
export function strayLocksAdvice(locks: readonly StrayLock[]): { reason: string; command: string } {
  const [first] = locks;
  const holder = first === undefined ? '' : `${first.pty} is held by process ${first.pid} (${first.program})`;
  const others = locks.length > 1 ? `, and ${locks.length - 1} more` : '';
  return {
    reason: `a libvirtd that was killed has left locks, and ports on these terminals cannot be typed into: ${holder}${others}`,
    command: `rm ${locks.map(({ file }) => file).join(' ')}`,
  };
}
