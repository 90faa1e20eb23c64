import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand, noOptions } from '../command.ts';
import { type Completed, SCRIPTS } from './scripts.ts';

/** Every command below `parent` that does something itself. */
export function completedBelow(parent: Command, before: readonly string[] = []): Completed[] {
  return parent.commands.flatMap((command) => {
    const words = [...before, command.name()];
    if (command.commands.length > 0) return completedBelow(command, words);
    return {
      words,
      summary: command.description(),
      flags: command.options.flatMap(({ long }) => long ?? []),
      nodes: command.registeredArguments.some((argument) => argument.name() === 'node'),
    };
  });
}

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
