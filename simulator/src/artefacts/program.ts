import { execFile, type ExecFileException } from 'node:child_process';
import { SimulatorError } from '../error.ts';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly signal?: AbortSignal | undefined;
  /** Exit codes other than 0 that are not errors. */
  readonly accept?: readonly number[];
}

const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** Runs a program and returns its standard output. */
export async function program(
  name: string,
  programArguments: readonly string[],
  { cwd, signal, accept = [] }: ProgramOptions = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    execFile(
      name,
      [...programArguments],
      {
        cwd,
        signal,
        encoding: 'buffer',
        maxBuffer: LARGEST_OUTPUT,
        // The output is parsed, so it must not be translated.
        env: { ...process.env, LC_ALL: 'C' },
      },
      (error, stdout, stderr) => {
        if (error === null || (typeof error.code === 'number' && accept.includes(error.code)))
          resolve(stdout);
        else reject(failure(name, error, stderr.toString()));
      },
    );
  });
}

function failure(name: string, error: ExecFileException, complaint: string): SimulatorError {
  if (error.name === 'AbortError') return new SimulatorError('cancelled', `${name} was cancelled`, error);
  const reason = complaint.trim().split('\n').at(-1) || error.message;
  return new SimulatorError('tool-failed', `${name}: ${reason}`, error);
}
