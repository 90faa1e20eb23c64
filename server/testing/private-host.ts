import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { createInterface } from 'node:readline';

/**
 * All state of libvirt's daemons, including their pty locks: empty tmpfs folders that only they see.
 */
const FOLDERS = [
  '/etc/libvirt',
  '/run',
  '$(readlink -f /var/lock)',
  '/var/lib/libvirt',
  '/var/cache/libvirt',
  '/var/log/libvirt',
];

const FIRST_PROCESS = `
set -e
for folder in ${FOLDERS.join(' ')}; do mkdir -p $folder; mount -t tmpfs -o mode=0755 tmpfs $folder; done
mkdir -p /run/libvirt /var/lib/libvirt/images
ip link set lo up
echo ready
# In the foreground of a shell, which reaps: libvirt waits for a guest until nothing of its process is left.
sleep infinity
exit
`;

/**
 * A complete private libvirt host, with the system driver, networks and QEMU of the machine, but in namespaces: its
 * libvirtd can be killed while guests run, and does not interfere with the machine's. Requires root. All its processes
 * end with it, and it ends with this process.
 */
export class PrivateHost implements AsyncDisposable {
  readonly #directory: string;
  readonly #holder: ChildProcess;
  readonly #options: readonly string[];
  #daemon: ChildProcess | undefined;

  private constructor(directory: string, holder: ChildProcess, options: readonly string[]) {
    this.#options = options;
    this.#directory = directory;
    this.#holder = holder;
  }

  /** `settings`: further lines of libvirtd.conf. */
  static async start({ settings: more = '', listens = false } = {}): Promise<PrivateHost> {
    const directory = mkdtempSync(join(tmpdir(), 'ven-host-'));
    const settings = `unix_sock_dir = "${directory}"\nauth_unix_rw = "none"\nlog_outputs = "3:file:${directory}/log"\n${more}`;
    writeFileSync(join(directory, 'libvirtd.conf'), settings);
    const spaces = ['--mount', '--propagation', 'private', '--net', '--pid', '--fork', '--mount-proc'];
    const first = ['unshare', ...spaces, '--kill-child', 'sh', '-c', FIRST_PROCESS];
    const holder = spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...first], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const host = new PrivateHost(directory, holder, listens ? ['--listen'] : []);
    try {
      const outcomes = [once(createInterface({ input: holder.stdout }), 'line'), once(holder, 'exit')];
      if ((await Promise.race(outcomes))[0] !== 'ready') throw new Error('no namespaces could be made');
      host.#run('virtlogd', '--daemon', '--pid-file', join(directory, 'virtlogd.pid'));
      await host.startDaemon();
      return host;
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
  }

  get uri(): string {
    return `qemu:///system?socket=${this.socket}`;
  }

  get socket(): string {
    return `${this.#directory}/libvirt-sock`;
  }

  /** Its first process, in its namespaces. */
  get pid(): number {
    return childrenOf(this.#holder.pid)[0] ?? 0;
  }

  /** Of its libvirtd. It answers a moment later. */
  async startDaemon(): Promise<void> {
    const options = ['--config', `${this.#directory}/libvirtd.conf`, '--pid-file', `${this.#directory}/pid`];
    const [program = '', ...args] = this.inside('libvirtd', ...options, ...this.#options);
    this.#daemon = spawn(program, args, { stdio: 'ignore' });
    await once(this.#daemon, 'spawn');
  }

  /** `SIGKILL`: like a crash; `SIGTERM`: like a restart of its service. Its guests keep running. */
  async endDaemon(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const daemon = this.#daemon;
    if (daemon?.exitCode !== null) return;
    const ended = once(daemon, 'exit');
    for (const pid of childrenOf(daemon.pid)) process.kill(pid, signal);
    await ended;
  }

  /** `SIGSTOP`: connections stay open without responses until `SIGCONT`. */
  signalDaemon(signal: 'SIGSTOP' | 'SIGCONT'): void {
    for (const pid of childrenOf(this.#daemon?.pid)) process.kill(pid, signal);
    // nsenter stops together with its child, but does not go on with it; then it would outlive the host, and its network.
    if (signal === 'SIGCONT') this.#daemon?.kill(signal);
  }

  log(): string {
    return readFileSync(join(this.#directory, 'log'), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#holder, 'exit');
    if (this.#holder.exitCode === null && this.#holder.signalCode === null && this.#holder.kill('SIGKILL'))
      await ended;
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #run(...command: string[]): void {
    const [program = '', ...args] = this.inside(...command);
    execFileSync(program, args, { stdio: 'ignore' });
  }

  /** The command that runs a command there. */
  inside(...command: readonly string[]): string[] {
    return ['nsenter', '--target', String(this.pid), '--mount', '--net', '--pid', '--', ...command];
  }
}

function childrenOf(pid: number | undefined): number[] {
  const found = execFileSync('pgrep', ['--parent', String(pid)], { encoding: 'utf8' });
  return found.trim().split('\n').map(Number);
}
