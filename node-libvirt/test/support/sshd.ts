import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownDirectory } from './own-directory.ts';
import { dyingWithUs, fullPath, unusedPort } from './processes.ts';

const run = promisify(execFile);

/** sshd wants to be called by its whole path, as it starts itself again for each connection. */
const program = '/usr/sbin/sshd';

export interface PrivateSSHDSettings {
  /** It would also ask for the password of an account, and never accept it. */
  readonly passwords?: boolean;
  /** Of loopback, unless it runs elsewhere. */
  readonly address?: string;
  /** The command that runs a command where it is to run, such as in namespaces. */
  readonly within?: (command: readonly string[]) => readonly string[];
}

/** A real OpenSSH server on loopback that accepts only this user with one key. */
export class PrivateSSHD {
  readonly directory: string;
  readonly address: string;
  readonly port: number;
  readonly user = userInfo().username;
  readonly #child: ChildProcess;

  private constructor(directory: string, address: string, port: number, child: ChildProcess) {
    this.directory = directory;
    this.address = address;
    this.port = port;
    this.#child = child;
  }

  static async start(settings: PrivateSSHDSettings = {}): Promise<PrivateSSHD> {
    const { passwords = false, address = '127.0.0.1', within = (command) => command } = settings;
    const directory = await ownDirectory('sshd');
    const port = await unusedPort();
    await makeKey(join(directory, 'host'));
    await makeKey(join(directory, 'id'));
    await makeKey(join(directory, 'stranger'));
    await copyFile(join(directory, 'id.pub'), join(directory, 'authorized_keys'));
    const hostKey = await readFile(join(directory, 'host.pub'), 'utf8');
    await writeFile(join(directory, 'known_hosts'), `[${address}]:${port} ${hostKey}`);
    await writeFile(join(directory, 'sshd_config'), config(directory, address, port, passwords));
    // Where its unprivileged part locks itself in; the package leaves making it to the service manager.
    if (process.geteuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
    const args = ['-D', '-e', '-f', join(directory, 'sshd_config')];
    const [setpriv, rest] = dyingWithUs(program, args);
    const [command = '', ...words] = within([setpriv, ...rest]);
    const child = spawn(command, words, {
      env: { PATH: fullPath },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await listening(child);
    return new PrivateSSHD(directory, address, port, child);
  }

  /** The key that opens. */
  get key(): string {
    return join(this.directory, 'id');
  }

  /** An unauthorised key. */
  get strangersKey(): string {
    return join(this.directory, 'stranger');
  }

  /** Knows this server. */
  get knownHosts(): string {
    return join(this.directory, 'known_hosts');
  }

  /** `parameters` add to, or replace, those that make it work. */
  uri(driver: string, path: string, parameters: Readonly<Record<string, string>> = {}): string {
    const all = { keyfile: this.key, known_hosts: this.knownHosts, ...parameters };
    const query = Object.entries(all).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return `${driver}+ssh://${this.user}@${this.address}:${this.port}${path}?${query.join('&')}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill();
      await ended;
    }
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function makeKey(path: string): Promise<void> {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
}

/** The machine's accounts, without passwords, and no files of theirs. */
function config(directory: string, address: string, port: number, passwords: boolean): string {
  return [
    `ListenAddress ${address}`,
    `Port ${port}`,
    `HostKey ${join(directory, 'host')}`,
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    'PidFile none',
    'UsePAM no',
    // The parent directory is world-writable.
    'StrictModes no',
    `PasswordAuthentication ${passwords ? 'yes' : 'no'}`,
    'KbdInteractiveAuthentication no',
    `PermitRootLogin ${passwords ? 'yes' : 'prohibit-password'}`,
    'MaxStartups 200',
    '',
  ].join('\n');
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8');
    child.stderr?.on('data', (text: string) => {
      said += text;
      if (said.includes('Server listening on')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`sshd ended: ${said}`)));
  });
}
