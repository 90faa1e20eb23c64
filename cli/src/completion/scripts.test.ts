import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { completedBelow } from './completion-command.ts';
import { SCRIPTS } from './scripts.ts';

const commands = completedBelow(createProgram(() => undefined));

/** In place of the program: two nodes, one with an invalid name, and a template. */
const VEN: Readonly<Record<'sh' | 'fish', string>> = {
  sh: `ven() { case "$*" in 'list -o name') printf '%s\\n' edge-1 '$(touch-nothing)' ;; 'template list -o name') echo ubuntu ;; esac; }`,
  fish: `function ven; switch "$argv"; case 'list -o name'; printf '%s\\n' edge-1 '$(touch-nothing)'; case 'template list -o name'; echo ubuntu; end; end`,
};

/** The output of a shell; null where it is not installed. */
function shell(program: string, ...args: string[]): string[] | null {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) return null;
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

const words = (line: readonly string[]): string => ['ven', ...line].map((word) => `'${word}'`).join(' ');

function inBash(...line: string[]): string[] | null {
  const call = `COMP_WORDS=(${words(line)}); COMP_CWORD=${line.length}; _ven; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return shell('bash', '-c', `${VEN.sh}\n${SCRIPTS.bash(commands)}\n${call}`);
}

function inFish(...line: string[]): string[] | null {
  const typed = ['ven', ...line].join(' ');
  const offered = shell(
    'fish',
    '--no-config',
    '-c',
    `${VEN.fish}\n${SCRIPTS.fish(commands)}\ncomplete -C '${typed}'`,
  );
  return offered?.map((each) => each.split('\t')[0] ?? '') ?? null;
}

/** zsh runs bash's functions as bash would, and itself leaves out what does not begin like the typed word. */
function inZsh(...line: string[]): string[] | null {
  const call = `COMP_WORDS=(${words(line)}); COMP_CWORD=${line.length}; emulate bash -c _ven; print -rl -- "\${COMPREPLY[@]}"`;
  const offered = shell('zsh', '-f', '-c', `${VEN.sh}\n${SCRIPTS.zsh(commands)}\n${call}`);
  return offered?.filter((word) => word.startsWith(line.at(-1) ?? '')) ?? null;
}

const SHELLS = { bash: inBash, fish: inFish, zsh: inZsh };

const CASES: readonly [line: string[], offered: string[]][] = [
  [['cr'], ['create']],
  [
    ['create', '--ser'],
    ['--serials', '--serial-pattern'],
  ],
  [['show', 'e'], ['edge-1']],
  [['wait', 'edge-1', 'e'], ['edge-1']],
  [['template', 'sh'], ['show']],
  [['template', 'show', 'u'], ['ubuntu']],
  [['create', '--template', 'u'], ['ubuntu']],
  [['list', '-o', 'na'], ['name']],
  [['token', 'create', '--ro'], ['--role']],
  [['list', '--h'], ['--help']],
];

for (const [name, offered] of Object.entries(SHELLS)) {
  test.for(CASES)(`${name} completes %j`, ([line, expected], context) => {
    const found = offered(...line);
    if (found === null) return context.skip(`${name} is not installed`);
    expect(found.toSorted((a, b) => a.localeCompare(b))).toEqual(
      expected.toSorted((a, b) => a.localeCompare(b)),
    );
  });
}

test('a name that a shell would expand is not offered', () => {
  expect(inBash('show', '')).toEqual(['edge-1']);
  expect(inBash('show', '$')).toEqual([]);
});
