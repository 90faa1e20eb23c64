import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { run, type Outcome } from './program.ts';
import { artefactDirectory } from './simulated.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
// Loads TypeScript in the same process: a signal reaches the simulator itself.
const NODE = ['--conditions=workspace', '--import', 'tsx', MAIN];

const Ready = z.looseObject({
  ready: z.literal(true),
  httpUrl: z.string(),
  httpsUrl: z.string(),
  authority: z.string(),
  adminToken: z.string(),
  warnings: z.array(z.string()),
  apiAccount: z.object({ username: z.string(), password: z.string() }),
});
type Ready = z.output<typeof Ready>;

export interface Child {
  readonly ready: Ready;
  readonly process: ChildProcess;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The command line, as a person uses it. */
export function simulatorCommand(...args: string[]): Promise<Outcome> {
  return run(process.execPath, [...NODE, ...args]);
}

/** A simulator as a process of its own; killed when the test ends, should it still be there. */
export async function simulatorProcess(stateDirectory: string): Promise<Child> {
  const ports = ['--http-port', '0', '--https-port', '0'];
  const options = ['--state', stateDirectory, '--artefacts', artefactDirectory(), ...ports, '--json'];
  const args = [...NODE, '--listen', '127.0.0.1', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`the simulator ended before it was ready:\n${errors}`);
  return {
    ready: Ready.parse(JSON.parse(String(first[0]))),
    process: child,
    async end(signal) {
      child.kill(signal);
      await ended;
      return { code: child.exitCode, signal: child.signalCode };
    },
  };
}
