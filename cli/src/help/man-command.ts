import type { Command } from 'commander';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { addCommand, noArguments, noOptions, type Outcome } from '../command.ts';
import { manPage } from './man-page.ts';

export const addMan = (program: Command): Command =>
  addCommand(program, {
    usage: 'man',
    summary: 'show the manual page; elsewhere than on a terminal, print it as roff',
    examples: ['ven man', 'ven man > ~/.local/share/man/man1/ven.1'],
    args: noArguments,
    options: noOptions,
    run: async ({ output }) => {
      const page = manPage(program, manifest.version);
      const printed: Outcome = { document: { page }, text: page };
      return output.interactive && (await shown(page)) ? null : printed;
    },
  });

/** By the system's own program; false where there is none. */
async function shown(page: string): Promise<boolean> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ven-man-'));
  try {
    const file = path.join(folder, 'ven.1');
    writeFileSync(file, page);
    return await new Promise((resolve) => {
      const child = spawn('man', [file], { stdio: 'inherit' });
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
