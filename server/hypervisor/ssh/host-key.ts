import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FoundHostKey } from '../../../lib/contract/host-check.ts';
import { runProgram, type Ended } from './program.ts';

/** Where ssh leads, as in the URI. */
export interface SshDestination {
  readonly machine: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly keyfile: string | null;
}

const TIMEOUT_MS = 20_000;

const destination = ({ machine, port, user, keyfile }: SshDestination): string[] => [
  ...(port === null ? [] : ['-p', String(port)]),
  ...(user === null ? [] : ['-l', user]),
  ...(keyfile === null ? [] : ['-i', keyfile]),
  ...['-T', '-e', 'none', '--', machine ?? 'localhost'],
];

const withOptions = (options: readonly string[]): string[] => options.flatMap((option) => ['-o', option]);

/** Runs a command there, as every connection to libvirt does. */
export const sshRun = (
  to: SshDestination,
  options: readonly string[],
  command: string,
  signal?: AbortSignal,
): Promise<Ended> =>
  runProgram('ssh', [...withOptions(options), ...destination(to), command], { timeout: TIMEOUT_MS, signal });

/**
 * The key that the server shows, without logging in: through jump hosts and whatever else ssh's configuration says. It
 * is neither trusted nor kept.
 */
export async function shownHostKeys(to: SshDestination, signal?: AbortSignal): Promise<FoundHostKey[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ven-ssh-'));
  try {
    const file = path.join(folder, 'shown');
    const options = [
      ...['BatchMode=yes', 'StrictHostKeyChecking=accept-new', 'HashKnownHosts=no', 'UpdateHostKeys=no'],
      ...[`UserKnownHostsFile=${file}`, 'GlobalKnownHostsFile=/dev/null', 'ConnectTimeout=10'],
      ...['PreferredAuthentications=none', 'ControlPath=none'],
    ];
    await sshRun(to, options, 'true', signal);
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n').filter((line) => line !== '');
    return await Promise.all(lines.map((line) => described(folder, line)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function described(folder: string, line: string): Promise<FoundHostKey> {
  const { stdout } = await runProgram('ssh-keygen', ['-l', '-f', path.join(folder, 'shown')], {
    timeout: TIMEOUT_MS,
  });
  const [, fingerprint = 'unknown'] = /(SHA256:\S+)/.exec(stdout) ?? [];
  const [, type = 'unknown'] = /\((\S+)\)\s*$/m.exec(stdout) ?? [];
  return { type, fingerprint, line };
}
