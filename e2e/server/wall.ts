import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ACCOUNT } from './account.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const START_TIMEOUT = 90_000;

const greeting = z.object({ url: z.string(), nodes: z.array(z.string()) });

/** The console with its pages, over a host in memory with many boots. */
export class WallServing {
  url = '';
  nodes: readonly string[] = [];
  #dataDir = '';
  #child: ChildProcess | undefined;

  async start(count: number): Promise<void> {
    this.#dataDir = mkdtempSync(path.join(tmpdir(), 'ven-wall-'));
    const program = [
      '--conditions=workspace',
      'server/testing/wall-program.ts',
      this.#dataDir,
      String(count),
    ];
    const child = spawn(process.execPath, ['--import', 'tsx', ...program], {
      cwd: ROOT,
      env: {
        ...process.env,
        VEN_ADMIN_EMAIL: ACCOUNT.email,
        VEN_ADMIN_PASSWORD: ACCOUNT.password,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    const signal = AbortSignal.timeout(START_TIMEOUT);
    for await (const line of createInterface({ input: child.stdout, signal })) {
      if (!line.startsWith('{')) continue;
      ({ url: this.url, nodes: this.nodes } = greeting.parse(JSON.parse(line)));
      return;
    }
    throw new Error('the server with the wall ended before it was up');
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** A node prints, by its place in the list. */
  print(node: number, text: string): void {
    this.#say({ print: node, text });
  }

  /** All of them print a line every so many milliseconds; 0: no more. */
  chatter(milliseconds: number): void {
    this.#say({ chatter: milliseconds });
  }

  async dispose(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null) {
      const exited = once(child, 'exit');
      child.stdin?.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exited;
      clearTimeout(timer);
    }
    if (this.#dataDir !== '') rmSync(this.#dataDir, { recursive: true, force: true });
  }

  #say(command: object): void {
    this.#child?.stdin?.write(`${JSON.stringify(command)}\n`);
  }
}
