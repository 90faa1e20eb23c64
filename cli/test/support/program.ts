import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { until } from './until.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const FOLDER = path.join(ROOT, 'node_modules', '.cache', 'ven-test');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly finished: Promise<Finished>;
  /** Until standard output contains it. */
  says(text: string): Promise<void>;
  warns(text: string): Promise<void>;
}

/** `ven` as the product builds it, run as a process of its own with a home of its own. */
export interface Program {
  readonly file: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  start(args: readonly string[], options?: StartOptions): Running;
  run(args: readonly string[], options?: StartOptions): Promise<Finished>;
  dispose(): void;
}

interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Another program that runs it: `script`, a shell. */
  readonly command?: readonly [string, ...string[]];
}

export async function buildProgram(): Promise<Program> {
  const file = path.join(FOLDER, `ven-${process.pid}-${Date.now()}.mjs`);
  await build({
    entryPoints: [path.join(ROOT, 'cli/src/main.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    alias: { 'ven-client': path.join(ROOT, 'client/src/index.ts') },
    logLevel: 'warning',
  });
  const home = mkdtempSync(path.join(tmpdir(), 'ven-cli-test-'));
  const env = { PATH: process.env.PATH ?? '', HOME: home, XDG_CONFIG_HOME: path.join(home, 'config') };
  const start = (args: readonly string[], options: StartOptions = {}) => {
    const [command, ...before] = options.command ?? [process.execPath, file, ...args];
    return follow(spawn(command, before, { env: { ...env, ...options.env }, stdio: 'pipe' }), options.input);
  };
  return {
    file,
    home,
    env,
    start,
    run: (args, options = {}) => {
      const running = start(args, { input: '', ...options });
      return running.finished;
    },
    dispose: () => {
      rmSync(home, { recursive: true, force: true });
      rmSync(file, { force: true });
    },
  };
}

function follow(child: ReturnType<typeof spawn>, input: string | undefined): Running {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A program that has ended does not read its input any more.
  child.stdin?.on('error', () => undefined);
  if (input !== undefined) child.stdin?.end(input);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const seen = (what: string, where: () => string) =>
    until(`"${what}" in:\n${stdout}\n--- stderr:\n${stderr}`, () => where().includes(what)).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\nstdout: ${stdout}\nstderr: ${stderr}`);
      },
    );
  return {
    child,
    finished,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (text) => seen(text, () => stdout),
    warns: (text) => seen(text, () => stderr),
  };
}
