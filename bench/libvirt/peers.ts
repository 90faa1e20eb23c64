import type { ChildProcessByStdio } from 'node:child_process';
import { execFile, spawn } from 'node:child_process';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Python's binding in one process that lives as long as the benchmark: no start-up time is counted. */
export class PythonPeer {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;

  constructor() {
    // The distribution's Python has the distribution's binding; another one on the PATH may not.
    const script = join(import.meta.dirname, 'peer.py');
    this.#process = spawn('/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#process.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** Milliseconds the operation took inside Python. */
  async measure(operation: string, details: Readonly<Record<string, unknown>>): Promise<number> {
    this.#process.stdin.write(`${JSON.stringify({ operation, ...details })}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) throw new Error(`the Python peer ended during ${operation}`);
    const parsed: unknown = JSON.parse(answer.value);
    if (typeof parsed !== 'object' || parsed === null || !('milliseconds' in parsed)) {
      throw new Error(`the Python peer answered ${answer.value}`);
    }
    return Number(parsed.milliseconds);
  }

  [Symbol.dispose](): void {
    this.#lines.close();
    this.#process.kill();
  }
}

/** Milliseconds `virsh` takes, its start included: that is what a script pays. */
export async function measureVirsh(uri: string, args: readonly string[]): Promise<number> {
  const begun = performance.now();
  await run('virsh', ['--quiet', '--connect', uri, ...args]);
  return performance.now() - begun;
}

/** Milliseconds of `act`. */
export async function measure(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}
