import type { ChildProcess } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownDirectory } from './own-directory.ts';
import { daemonDyingWithUs, fullPath, isRunning, unprivilegedUser } from './processes.ts';
import { until } from './until.ts';

const run = promisify(execFile);

export interface PrivateDaemonSettings {
  /** Lines of libvirtd.conf. */
  readonly conf?: Readonly<Record<string, string | number>>;
  /** Also listen on TCP, as configured in `conf`. */
  readonly listen?: boolean;
}

/**
 * A libvirtd of the test's own, in session mode, as a user who may do nothing: it can be killed, stopped and
 * started at will and knows no domains but the test's. Disposing of it ends it and its guests and removes all of
 * its files.
 */
export class PrivateDaemon {
  /** Everything of the daemon is below this, and the daemon's user may write here. */
  readonly directory: string;
  /** Its XDG_RUNTIME_DIR. */
  readonly runtimeDirectory: string;
  readonly #settings: PrivateDaemonSettings;
  #process: ChildProcess | undefined;

  private constructor(directory: string, settings: PrivateDaemonSettings) {
    this.directory = directory;
    this.runtimeDirectory = join(directory, 'run');
    this.#settings = settings;
  }

  static async start(settings: PrivateDaemonSettings = {}): Promise<PrivateDaemon> {
    const daemon = new PrivateDaemon(await ownDirectory('daemon'), settings);
    try {
      await daemon.#prepare();
      await daemon.restart();
    } catch (error) {
      await daemon[Symbol.asyncDispose]();
      throw error;
    }
    return daemon;
  }

  get socket(): string {
    return join(this.runtimeDirectory, 'libvirt', 'libvirt-sock');
  }

  /** `driver` is a URI without parameters, such as `test:///default`. */
  uri(driver = 'test:///default'): string {
    return `${driver}?socket=${this.socket}`;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('this daemon does not run');
    return pid;
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Ends it without warning; its guests go on. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to end. */
  async terminate(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Starts it again after it has ended. */
  async restart(): Promise<void> {
    const { conf, pidFile } = this.#files();
    const listen = this.#settings.listen === true ? ['--listen'] : [];
    const [program, args] = daemonDyingWithUs('libvirtd', [
      ...['--config', conf, '--pid-file', pidFile],
      ...listen,
    ]);
    const child = spawn(program, args, {
      cwd: this.directory,
      env: this.#environment(),
      stdio: 'ignore',
    });
    this.#process = child;
    await until('the daemon answers', () => {
      if (child.exitCode !== null) throw new Error(`libvirtd ended: ${this.log()}`);
      return answers(this.socket);
    });
  }

  /** A file or directory below the daemon's, made over to its user. */
  own(path: string): void {
    if (unprivilegedUser) chownSync(path, unprivilegedUser.uid, unprivilegedUser.gid);
  }

  /** How many clients the daemon itself counts. */
  async clients(): Promise<number> {
    const socket = join(this.runtimeDirectory, 'libvirt', 'libvirt-admin-sock');
    const { stdout } = await run(
      'virt-admin',
      ['--connect', `libvirtd:///session?socket=${socket}`, 'srv-clients-info', 'libvirtd'],
      // Only its own user may query the daemon about itself.
      { ...unprivilegedUser, cwd: this.directory, env: this.#environment() },
    );
    const count = /^nclients\s*:\s*(\d+)$/m.exec(stdout)?.[1];
    if (count === undefined) throw new Error(`virt-admin printed no number of clients: ${stdout}`);
    return Number(count);
  }

  log(): string {
    const { log } = this.#files();
    return existsSync(log) ? readFileSync(log, 'utf8') : '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    const guests = this.#guests();
    for (const pid of guests) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    await until('the guests are gone', () => !guests.some(isRunning));
    await rm(this.directory, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    const { conf, log } = this.#files();
    const config = join(this.directory, 'config');
    const directories = [
      this.directory,
      this.runtimeDirectory,
      config,
      join(config, 'libvirt'),
      join(this.directory, 'cache'),
    ];
    for (const directory of directories) {
      await mkdir(directory, { recursive: true });
      if (unprivilegedUser) await chown(directory, unprivilegedUser.uid, unprivilegedUser.gid);
    }
    const settings = { auth_unix_rw: 'none', log_outputs: `3:file:${log}`, ...this.#settings.conf };
    await writeFile(conf, confFile(settings));
    // Guests write their own logs: no virtlogd is started for them.
    await writeFile(join(config, 'libvirt', 'qemu.conf'), confFile({ stdio_handler: 'file' }));
  }

  #files() {
    return {
      conf: join(this.directory, 'libvirtd.conf'),
      log: join(this.directory, 'log'),
      pidFile: join(this.directory, 'pid'),
    };
  }

  /** Isolated from the machine: no user's files, and no bus on which a password prompt could appear. */
  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: fullPath,
      LC_ALL: 'C',
      HOME: this.directory,
      XDG_RUNTIME_DIR: this.runtimeDirectory,
      XDG_CONFIG_HOME: join(this.directory, 'config'),
      XDG_CACHE_HOME: join(this.directory, 'cache'),
      DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${this.directory}/no-bus`,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${this.directory}/no-bus`,
    };
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  #guests(): number[] {
    const directory = join(this.runtimeDirectory, 'libvirt', 'qemu', 'run');
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
      .filter((name) => name.endsWith('.pid') && name !== 'driver.pid')
      .map((name) => Number(readFileSync(join(directory, name), 'utf8')));
  }
}

function confFile(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
    .join('');
}

/** A call of AUTH_LIST: it needs no permission, and a daemon answers it only when it has come up. */
const question = Buffer.from('0000001c200080860000000100000042000000000000000100000000', 'hex');

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write(question));
    const settle = (isAnswer: boolean) => {
      socket.destroy();
      resolve(isAnswer);
    };
    socket.on('error', () => settle(false));
    socket.once('end', () => settle(false));
    socket.once('data', () => settle(true));
  });
}
