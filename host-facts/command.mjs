// @ts-check
import { execFile } from 'node:child_process';

/**
 * Runs a program without a shell; a failure is an outcome, never an exception. Code 127: there is no such program;
 * null: it took too long.
 * @param {readonly string[]} command program and arguments
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function outcomeOf([program = '', ...args], timeout = 5000) {
  return new Promise((resolve) => {
    const options = /** @type {const} */ ({ timeout, encoding: 'utf8' });
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (error.killed === true) resolve({ code: null, stdout, stderr });
      else resolve({ code: error.code === 'ENOENT' ? 127 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}
