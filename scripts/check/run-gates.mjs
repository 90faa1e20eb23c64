// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { ROOT } from '../root.mjs';

/** @typedef {import('./gates.mjs').Gate} Gate */
/** @typedef {{ gate: Gate, passed: boolean, seconds: number, output: string }} GateResult */

const MODULES = path.join(ROOT, 'node_modules');

/**
 * Runs one program and collects what it prints; it is shown only when the gate is red.
 * @param {string[]} command
 * @returns {Promise<{ passed: boolean, output: string }>}
 */
function runTool([program = '', ...args]) {
  // A program whose name another package has as well is named by its path.
  const file = path.join(MODULES, program.includes('/') ? program : path.join('.bin', program));
  if (!existsSync(file)) {
    return Promise.resolve({ passed: false, output: `${program} is not installed; run: npm ci\n` });
  }
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    });
    /** @type {string[]} */
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ chunk) => chunks.push(chunk));
    }
    child.on('error', (error) => resolve({ passed: false, output: `${program}: ${error.message}\n` }));
    child.on('close', (code, signal) => {
      if (signal !== null) chunks.push(`${program} was ended by ${signal}\n`);
      resolve({ passed: code === 0, output: chunks.join('') });
    });
  });
}

/**
 * @param {Gate} gate
 * @returns {Promise<GateResult>}
 */
async function runGate(gate) {
  const started = performance.now();
  let passed = true;
  let output = '';
  for (const command of gate.commands) {
    const result = await runTool(command);
    if (result.passed) continue;
    passed = false;
    output += result.output || `${command.join(' ')} failed without a message\n`;
  }
  return { gate, passed, output, seconds: (performance.now() - started) / 1000 };
}

/**
 * Runs the gates, by default as many at once as there are cores, and reports each when it is done.
 * @param {Gate[]} gates
 * @param {(text: string) => void} print
 * @param {number} [atOnce]
 * @returns {Promise<GateResult[]>} in the order of `gates`
 */
export async function runGates(gates, print, atOnce = availableParallelism()) {
  /** @type {GateResult[]} */
  const results = [];
  const waiting = gates.entries();
  const worker = async () => {
    for (const [index, gate] of waiting) {
      const result = await runGate(gate);
      results[index] = result;
      if (!result.passed) print(`\n${result.output.trimEnd()}\n\n`);
      print(
        `${result.passed ? '✓' : '✗'} ${gate.title.padEnd(18)} ${result.seconds.toFixed(1).padStart(5)} s\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, gates.length) }, worker));
  return results;
}
