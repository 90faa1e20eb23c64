// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './root.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} code  exit code; 127 when the program does not exist, 128 when a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program without a shell and waits for it. A failure is an outcome, never an exception.
 * @param {string[]} command program and arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(
  [program = '', ...args],
  { cwd = ROOT, env = process.env, onLine = () => undefined } = {},
) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      child[name].setEncoding('utf8');
      child[name].on('data', (/** @type {string} */ chunk) => {
        output[name] += chunk;
        for (const line of chunk.split('\n')) if (line.trim() !== '') onLine(line.trim());
      });
    }
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 128, ...output }));
  });
}

/**
 * The command that runs a tool of node_modules.
 * @param {string} name
 * @param {string[]} args
 */
export const nodeTool = (name, ...args) => [path.join(ROOT, 'node_modules', '.bin', name), ...args];

/**
 * The part of a failed program's output that explains the failure: its first error lines, or else its last lines.
 * @param {Outcome} outcome
 */
export function complaint(outcome) {
  const lines = `${outcome.stdout}\n${outcome.stderr}`.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /^(E:|W:|Err:|npm error \S|error\b)/.test(line));
  return errors.length > 0 ? errors.slice(0, 8).join('\n') : lines.slice(-8).join('\n');
}
