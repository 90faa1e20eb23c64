import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;
/** A word as a shell takes it. */
export const quoted = (word: string): string =>
  SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Where the node is. Throws `conflict` while that is not known. */
export function addressOf({ name, address }: Node): string {
  if (address !== null && !address.startsWith('-')) return address;
  throw new ConsoleError('conflict', `"${name}" has no address yet.`, {
    fix: `It gets one in its first boot: ven wait ${name} --stage address`,
  });
}

/** Runs it on this terminal; its exit code is the result. */
export async function runProgram([program = '', ...args]: readonly string[]): Promise<number> {
  // It handles Ctrl-C itself.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(program, args, { stdio: 'inherit' });
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } catch (cause) {
    throw new ConsoleError('conflict', `OpenSSH could not be started: ${messageOf(cause)}`, {
      fix: 'Install it (on Debian and Ubuntu the package openssh-client), or use --print.',
      cause,
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}
