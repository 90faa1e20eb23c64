import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { Output } from '../output/output.ts';
import type { Environment } from '../session/settings.ts';

/** What a run of a playbook came to, by Ansible's recap. */
export interface Recap {
  readonly ok: number;
  readonly changed: number;
  readonly failed: number;
}

export interface Playbook {
  readonly name: 'prepare_hosts' | 'unprepare_hosts';
  /** The one host of its inventory, and its variables. */
  readonly host: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly askForPassword: boolean;
}

/** The collection in a clone of the repository; null for a program that was installed without one. */
function collection(): string | null {
  let folder = import.meta.dirname;
  while (folder !== path.dirname(folder)) {
    if (existsSync(path.join(folder, 'ansible', 'galaxy.yml'))) return path.join(folder, 'ansible');
    folder = path.dirname(folder);
  }
  return null;
}

/** A folder in which Ansible finds the collection, as if it had been installed there. */
function collectionsFolder(place: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-ansible-'));
  const namespace = path.join(folder, 'ansible_collections', 'ven');
  mkdirSync(namespace, { recursive: true });
  symlinkSync(place, path.join(namespace, 'console'));
  return folder;
}

/** Where Ansible's log of all runs on a host is. */
export function logFile(env: Environment, host: string): string {
  const state = env.XDG_STATE_HOME || path.join(env.HOME || homedir(), '.local', 'state');
  return path.join(state, 'ven', `host-${host}.log`);
}

const RECAP = /: ok=(\d+) +changed=(\d+) +unreachable=(\d+) +failed=(\d+) /;

function recapOf(line: string): Recap | null {
  const [ok, changed, unreachable, failed] = RECAP.exec(line)?.slice(1).map(Number) ?? [];
  if (ok === undefined || changed === undefined) return null;
  return { ok, changed, failed: (unreachable ?? 0) + (failed ?? 0) };
}

/** Runs it; what Ansible prints is shown as it comes, and appended to the log. */
export async function runPlaybook(
  playbook: Playbook,
  mode: 'check' | 'apply',
  env: Environment,
  output: Pick<Output, 'progress'>,
): Promise<Recap> {
  const place = collection();
  const folder = place === null ? null : collectionsFolder(place);
  const log = logFile(env, playbook.host);
  mkdirSync(path.dirname(log), { recursive: true, mode: 0o700 });
  const args = [
    `ven.console.${playbook.name}`,
    ...['--inventory', `${playbook.host},`],
    ...['--extra-vars', JSON.stringify({ target: 'all', ...playbook.variables })],
    ...(mode === 'check' ? ['--check', '--diff'] : ['--diff']),
    ...(playbook.askForPassword ? ['--ask-become-pass'] : []),
  ];
  try {
    return await played(args, { ...ownSettings(folder), ANSIBLE_LOG_PATH: log, ...env }, output);
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

const ownSettings = (folder: string | null): Environment => ({
  ...(folder === null ? {} : { ANSIBLE_COLLECTIONS_PATHS: folder }),
  ANSIBLE_NOCOLOR: 'true',
  PYTHONDONTWRITEBYTECODE: '1',
  ANSIBLE_DISPLAY_SKIPPED_HOSTS: 'false',
});

async function played(
  args: readonly string[],
  env: Environment,
  output: Pick<Output, 'progress'>,
): Promise<Recap> {
  // Ansible asks for passwords on the terminal, and handles Ctrl-C itself.
  const child = spawn('ansible-playbook', args, { env, stdio: ['inherit', 'pipe', 'pipe'] });
  const recaps: Recap[] = [];
  const show = (line: string): void => {
    if (line.trim() !== '') output.progress(line);
    const recap = recapOf(line);
    if (recap !== null) recaps.push(recap);
  };
  createInterface({ input: child.stdout }).on('line', show);
  createInterface({ input: child.stderr }).on('line', show);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(notStarted(cause)));
    child.once('close', resolve);
  });
  const recap = recaps.at(-1);
  if (recap !== undefined) return recap;
  throw new ConsoleError('conflict', `Ansible ended with ${String(code)}, before it reached the host.`, {
    fix: 'See its messages above.',
  });
}

const notStarted = (cause: Error): ConsoleError =>
  new ConsoleError('conflict', `Ansible could not be started: ${messageOf(cause)}`, {
    fix: 'Install it on this machine: sudo apt-get install ansible-core',
    cause,
  });
