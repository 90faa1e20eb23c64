import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { newToken } from '../../../lib/contract/session.ts';
import { parsed, send } from '../request.ts';
import { ADMIN } from '../accounts.ts';
import { bundled } from '../bundled.ts';
import type { Target } from './wire.ts';

/** One clock tick, the unit of times in /proc/PID/stat. */
const TICK_MS = 10;

/** The server under attack, as seen from outside its process. */
export class Victim implements AsyncDisposable {
  readonly target: Target;
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #directory: string;
  readonly #log: string[];

  private constructor(
    parts: { child: ChildProcess; lines: Interface; directory: string; log: string[] },
    target: Target,
  ) {
    this.#child = parts.child;
    this.#lines = parts.lines;
    this.#directory = parts.directory;
    this.#log = parts.log;
    this.target = target;
  }

  static async start(): Promise<Victim> {
    const directory = mkdtempSync(path.join(tmpdir(), 'ven-fuzz-'));
    const program = await bundled('server/testing/fuzz/program.ts');
    const args = ['--expose-gc', program, directory, ADMIN.email, ADMIN.password];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const log: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
    const lines = createInterface({ input: child.stdout });
    const url = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      child.once('exit', () => reject(new Error(`the server did not start:\n${log.join('')}`)));
    });
    const target = await targetAt(url);
    return new Victim({ child, lines, directory, log }, target);
  }

  get runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Its output that needs attention. */
  get log(): string {
    return this.#log.join('');
  }

  /** MiB that the process retains after garbage collection. */
  async memory(): Promise<number> {
    for (let round = 0; round < 3; round++) {
      const done = once(this.#lines, 'line');
      this.#child.stdin?.write('collect\n');
      await done;
    }
    const kilobytes = /VmRSS:\s+(\d+)/.exec(
      readFileSync(`/proc/${this.#child.pid ?? 0}/status`, 'utf8'),
    )?.[1];
    return Number(kilobytes) / 1024;
  }

  /** Milliseconds of processor time that it has used. */
  processorTime(): number {
    const fields =
      readFileSync(`/proc/${this.#child.pid ?? 0}/stat`, 'utf8')
        .split(') ')[1]
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }

  async sockets(): Promise<number> {
    const response = await send(this.target, '/metrics', { headers: { authorization: this.target.viewer } });
    const counts = [...(await response.text()).matchAll(/^ven_sockets\{[^}]*\} (\d+)$/gm)];
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.runs) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

async function targetAt(url: string): Promise<Target> {
  const session = await send({ url }, '/api/v1/session', { method: 'POST', body: ADMIN });
  const [cookie = ''] = (session.headers.get('set-cookie') ?? '').split(';');
  const bearer = async (role: string) => {
    const body = { name: `fuzz ${role}`, role };
    const headers = { cookie, origin: url };
    const response = await send({ url }, '/api/v1/tokens', { method: 'POST', body, headers });
    return `Bearer ${(await parsed(newToken, response)).token}`;
  };
  return { url, viewer: await bearer('viewer'), operator: await bearer('operator') };
}
