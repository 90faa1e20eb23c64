import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** Who a private daemon runs as: `undefined` means as the user who runs the tests. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** Root's tests use a user who may do nothing, so that nothing can be done to the machine. */
export const unprivilegedUser: User | undefined =
  process.geteuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;

function idOf(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
}

/**
 * Runs `act` as the unprivileged user, in this process: the switch holds for whatever is asked of the operating
 * system meanwhile, so nothing else may go on.
 */
export async function asUnprivileged<Result>(act: () => Promise<Result>): Promise<Result> {
  if (!unprivilegedUser) return act();
  process.seteuid?.(unprivilegedUser.uid);
  try {
    return await act();
  } finally {
    process.seteuid?.(0);
  }
}

/** A program that dies with this process, however this process dies. */
export function dyingWithUs(program: string, args: readonly string[]): [string, string[]] {
  return ['setpriv', ['--pdeathsig', 'KILL', '--', program, ...args]];
}

/**
 * The same for a daemon of libvirt's as the unprivileged user, with a /var/lock of its own: a lock that a killed one
 * leaves there names a process id that may be anybody's soon, and then the machine's libvirt refuses that pty.
 */
export function daemonDyingWithUs(program: string, args: readonly string[]): [string, string[]] {
  if (!unprivilegedUser) return dyingWithUs(program, args);
  const { uid, gid } = unprivilegedUser;
  const user = [`--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups'];
  const mount = 'mount -t tmpfs -o mode=1777 tmpfs "$(readlink -f /var/lock)" && exec "$@"';
  const [setpriv, rest] = dyingWithUs(program, args);
  return ['unshare', ['--mount', '--', 'sh', '-c', mount, 'sh', setpriv, ...user, ...rest]];
}

/** Includes the folders of system programs. */
export const fullPath = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

export function isRunning(pid: number): boolean {
  try {
    // pid (name) state: a zombie is dead, even if it has not been reaped.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Names of the processes that `pid` started and that still run. */
export function childrenOf(pid: number): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const stat = readStat(entry);
      return stat?.parent === pid && stat.state !== 'Z' ? [stat.name] : [];
    });
}

function readStat(pid: string): { name: string; state: string; parent: number } | undefined {
  try {
    const match = /\((.*)\) (\w) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (!match) return undefined;
    return { name: match[1] ?? '', state: match[2] ?? '', parent: Number(match[3]) };
  } catch {
    return undefined;
  }
}

/** What this process's open descriptors point to, without the one that the question itself takes. */
export function openDescriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('a listening server has no port'));
      });
    });
  });
}
