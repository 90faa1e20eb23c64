import type { Command } from 'commander';

/** The words that call a command, without the program's name: `['template', 'list']`. */
export function wordsOf(command: Command): string[] {
  const words: string[] = [];
  for (let each = command; each.parent !== null; each = each.parent) words.unshift(each.name());
  return words;
}

/** Every command below `parent` that does something itself, in the order of the help. */
export const leavesBelow = (parent: Command): Command[] =>
  parent.commands.flatMap((command) => (command.commands.length > 0 ? leavesBelow(command) : [command]));
