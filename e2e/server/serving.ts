import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ACCOUNT } from './account.ts';
import { Rest } from './rest.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 30_000;

/** The product as `npm start` serves it, with its own data directory. */
export class Serving {
  readonly environment: Readonly<Record<string, string>>;
  url = '';
  #dataDir = '';
  #child: ChildProcess | undefined;
  readonly #output: string[] = [];

  constructor(environment: Readonly<Record<string, string>> = {}) {
    this.environment = environment;
  }

  /** Made when it is first asked for: Playwright also loads these files only to list their tests. */
  get dataDir(): string {
    return (this.#dataDir ||= mkdtempSync(path.join(tmpdir(), 'ven-e2e-')));
  }

  /** Resolves when it has printed where it is. A second start takes the same port, as a restart does. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      env: {
        ...process.env,
        PORT: this.url === '' ? '0' : new URL(this.url).port,
        VEN_DATA_DIR: this.dataDir,
        VEN_ADMIN_EMAIL: ACCOUNT.email,
        VEN_ADMIN_PASSWORD: ACCOUNT.password,
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    this.url = await new Promise<string>((resolve, reject) => {
      const give = (what: string): void => reject(new Error(`the server ${what}:\n${this.output}`));
      const timer = setTimeout(() => give(`is not up after ${START_TIMEOUT} ms`), START_TIMEOUT);
      child.once('exit', (code) => give(`ended with ${code}`));
      createInterface({ input: child.stdout }).on('line', (line) => {
        this.#output.push(`${line}\n`);
        const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
    });
  }

  /** Of the server; 0 before its first start. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get output(): string {
    return this.#output.join('');
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As a person does with Ctrl-C, and then nothing of it is left. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Nodes of a test that failed go as well. */
  async dispose(): Promise<void> {
    try {
      if (this.isRunning) await (await Rest.open(this.url)).deleteAll();
    } finally {
      await this.stop();
      rmSync(this.dataDir, { recursive: true, force: true });
    }
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null && this.url !== '';
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit', { signal: AbortSignal.timeout(STOP_TIMEOUT) });
    child.kill(signal);
    try {
      await exited;
    } catch (cause) {
      child.kill('SIGKILL');
      throw new Error(`the server did not stop within ${STOP_TIMEOUT} ms:\n${this.output}`, { cause });
    }
  }
}
