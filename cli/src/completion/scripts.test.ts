import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { SCRIPTS } from './scripts.ts';
import { completedBelow } from './completion-command.ts';

const commands = completedBelow(createProgram(() => undefined));

/** What bash offers for a line; `ven` itself is a function that lists two nodes, one with an invalid name. */
function offered(...line: string[]): string[] {
  const words = ['ven', ...line].map((word) => `'${word}'`).join(' ');
  const stub = `ven() { printf '%s\\n' 'NAME STATE' 'edge-1 running' '$(touch-nothing) running'; }`;
  const call = `COMP_WORDS=(${words}); COMP_CWORD=${line.length}; _ven; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `${stub}\n${SCRIPTS.bash(commands)}\n${call}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' })
    .split('\n')
    .filter((word) => word !== '');
}

test('commands, options and nodes are completed in bash', () => {
  expect(offered('cr')).toEqual(['create']);
  expect(offered('create', '--ser')).toEqual(['--serials', '--serial-pattern']);
  expect(offered('show', '')).toEqual(expect.arrayContaining(['edge-1', '--json']));
  expect(offered('show', 'e')).toEqual(['edge-1']);
  expect(offered('show', '$')).toEqual([]);
  expect(offered('template', '')).toContain('list');
  expect(offered('token', 'create', '--ro')).toEqual(['--role']);
  expect(offered('list', '--h')).toEqual(['--help']);
});

test('the scripts for the other shells name every command', () => {
  for (const { words } of commands) {
    expect(SCRIPTS.fish(commands)).toContain(`-a ${words.at(-1)} `);
    expect(SCRIPTS.zsh(commands)).toContain(words[0]);
  }
  expect(SCRIPTS.zsh(commands)).toContain('bashcompinit');
});
