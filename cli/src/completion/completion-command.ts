import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand, noOptions } from '../command.ts';
import { leavesBelow, wordsOf } from '../help/command-tree.ts';
import { type Completed, SCRIPTS } from './scripts.ts';

/** What a shell needs of every command. */
export const completedBelow = (program: Command): Completed[] =>
  leavesBelow(program).map((command) => ({
    words: wordsOf(command),
    summary: command.description(),
    flags: command.options
      .filter(({ hidden }) => !hidden)
      .flatMap(({ short, long, argChoices, required, optional }) => {
        const values = { takesValue: required || optional, choices: argChoices ?? [] };
        return [long, short].flatMap((name) => (name == null ? [] : { name, ...values }));
      }),
    argument: command.registeredArguments[0]?.name() ?? null,
    choices: command.registeredArguments[0]?.argChoices ?? [],
  }));

export const addCompletion = (program: Command): Command =>
  addCommand(program, {
    usage: 'completion <shell>',
    summary: 'print a completion script for bash, zsh or fish',
    details:
      'Load it with: source <(ven completion bash), the same for zsh, or: ven completion fish | source',
    args: z.tuple([z.enum(['bash', 'zsh', 'fish'], { error: 'use bash, zsh or fish' })]),
    options: noOptions,
    run: (_context, [shell]) => {
      const script = SCRIPTS[shell](completedBelow(program));
      return Promise.resolve({ document: { shell, script }, text: script });
    },
  });
