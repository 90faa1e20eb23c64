import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createProgram } from '../program.ts';
import { leavesBelow, wordsOf } from './command-tree.ts';
import { EXAMPLES, examplesOf } from './examples.ts';
import { manPage } from './man-page.ts';

const program = createProgram(() => undefined);
const leaves = new Map(leavesBelow(program).map((command) => [wordsOf(command).join(' '), command]));

test('every command has an example that calls it, with options that it has', () => {
  for (const [words, command] of leaves) {
    const flags = command.options.flatMap(({ long, short }) => [long, short]);
    for (const example of examplesOf(command)) {
      expect(example, words).toMatch(new RegExp(String.raw`\bven ${words}(?![\w-])`));
      const [before = ''] = example.split(/ -- | [|<>] /);
      for (const flag of before.match(/(?<= )--?[a-z][\w-]*/g) ?? []) expect(flags, example).toContain(flag);
    }
  }
});

test('examples are of commands that exist', () => {
  for (const words of Object.keys(EXAMPLES)) expect([...leaves.keys()]).toContain(words);
});

test('every command can print its result as table, JSON, YAML and names', () => {
  for (const [words, command] of leaves) {
    const output = command.options.find(({ long }) => long === '--output');
    expect(output?.argChoices, words).toEqual(['table', 'wide', 'json', 'yaml', 'name']);
  }
});

test('the manual page has every command, and is roff without a complaint', (context) => {
  const page = manPage(program, '1.2.3');
  for (const words of leaves.keys()) {
    expect(page).toContain(`.SS "ven ${words.replaceAll('-', String.raw`\-`)}`);
  }
  const { stdout, error } = spawnSync('mandoc', ['-Tlint', '-Wwarning'], { input: page, encoding: 'utf8' });
  if (error !== undefined) return context.skip('mandoc is not installed');
  expect(stdout.split('\n').filter((line) => !/missing date|^$/.test(line))).toEqual([]);
});
