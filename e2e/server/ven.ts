import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const VEN = path.resolve(import.meta.dirname, '../../cli/bin/ven.mjs');

export interface Said {
  readonly code: number | null;
  /** With --json its one document, otherwise null. */
  readonly document: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningVen {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly ended: Promise<Said>;
}

/** The command line as the product delivers it, with its own home directory. */
export class Ven {
  readonly #environment: Record<string, string>;

  constructor(home: string) {
    this.#environment = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      XDG_CONFIG_HOME: path.join(home, 'config'),
    };
  }

  /** For what is started from now on. */
  set(name: string, value: string): void {
    this.#environment[name] = value;
  }

  start(args: readonly string[], input = ''): RunningVen {
    const child = spawn(process.execPath, [VEN, ...args], { env: this.#environment, stdio: 'pipe' });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    }
    // It may have ended without reading.
    child.stdin.on('error', () => undefined).end(input);
    const ended = new Promise<Said>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        const document: unknown = args.includes('--json') ? JSON.parse(output.stdout) : null;
        resolve({ code, document, ...output });
      });
    });
    return { child, stdout: () => output.stdout, ended };
  }

  run(...args: string[]): Promise<Said> {
    return this.start(args).ended;
  }
}
