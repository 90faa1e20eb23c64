import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Vagrant in a folder of its own, with its own home; disposing of it destroys its machines. */
export class Vagrant implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ven-vagrant-'));
  readonly #output: string[] = [];
  #child: ChildProcess | undefined;
  #isUp = false;

  constructor(vagrantfile: Buffer) {
    writeFileSync(join(this.#folder, 'Vagrantfile'), vagrantfile);
    try {
      execFileSync('vagrant', ['--version'], { stdio: 'ignore' });
    } catch (cause) {
      throw new Error('no Vagrant: apt install vagrant vagrant-libvirt', { cause });
    }
  }

  /** Rejects when it ends, which it does not before the machines answer to SSH. */
  async up(): Promise<never> {
    this.#isUp = true;
    const code = await this.#run('up', '--provider=libvirt', '--no-destroy-on-error');
    throw new Error(`vagrant up ended with ${code}:\n${this.#output.join('')}`);
  }

  /** Its machines stay as they are. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await exited;
  }

  async destroy(): Promise<void> {
    const code = await this.#run('destroy', '--force');
    if (code !== 0) throw new Error(`vagrant destroy ended with ${code}:\n${this.#output.join('')}`);
    this.#isUp = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#isUp) await this.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(...args: readonly string[]): Promise<number | null> {
    const child = spawn('vagrant', args, {
      cwd: this.#folder,
      // A group of its own, so that what it starts ends with it.
      detached: true,
      env: { ...process.env, VAGRANT_HOME: join(this.#folder, 'home'), VAGRANT_CHECKPOINT_DISABLE: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    await once(child, 'exit');
    return child.exitCode;
  }
}
