import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Limits {
  /** Milliseconds; it is killed after that. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

const MOST = 64 * 1024;
const LAST_WORDS_MS = 300;

/** Runs a program without standard input, and without a terminal that it could ask a person on. */
export function runProgram(program: string, args: readonly string[], limits: Limits): Promise<Ended> {
  const { timeout, signal } = limits;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      // In a session of its own there is no terminal to open.
      ...{ stdio: ['ignore', 'pipe', 'pipe'], detached: true, timeout, killSignal: 'SIGKILL' },
      env: { ...process.env, SSH_ASKPASS_REQUIRE: 'never' },
      ...(signal === undefined ? {} : { signal }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout = (stdout + text).slice(-MOST)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-MOST)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
    // A grandchild, such as a jump host's ssh, may hold the pipes open.
    child.once('exit', () =>
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LAST_WORDS_MS),
    );
  });
}
