import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { SavedSearch } from '../../../lib/contract/saved-search.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';
import { table } from '../output/text.ts';

export async function savedNamed(client: ConsoleClient, name: string): Promise<SavedSearch> {
  const found = (await client.search.saved()).find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new ConsoleError('not-found', `There is no saved search “${name}”.`, {
    fix: 'See them: ven saved-search list',
  });
}

const row = ({ name, alarm, q, createdBy, createdAt }: SavedSearch): string[] => [
  ...[name, alarm ? 'yes' : 'no', createdBy, createdAt, q],
];
const HEADING = ['NAME', 'ALARM', 'BY', 'SINCE', 'SEARCH'];

/** `ven saved-search …`. */
export function addSavedSearches(program: Command): void {
  const group = program.command('saved-search').description('searches that are kept, and can alarm');
  addCommand(group, {
    usage: 'list',
    summary: 'list saved searches',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const searches = await client().search.saved();
      return {
        document: { searches },
        text: table(HEADING, searches.map(row)),
      };
    },
  });
  addCommand(group, {
    usage: 'save <name> <text...>',
    summary: 'keep a search under a name; ven search --saved NAME runs it',
    flags: [
      ['--alarm', 'tell webhooks (search.hit) and open browsers of lines that are printed from now on'],
    ],
    details: 'The text is read as on the page Search, with filters as node:NAME and stage:STAGE.',
    args: z.tuple([z.string(), z.array(z.string())]),
    options: z.object({ alarm: z.boolean().default(false) }),
    run: async ({ client }, [name, words], { alarm }) => {
      const saved = await client().search.save({ name, q: words.join(' '), alarm });
      const told = alarm ? ', and alarms' : '';
      return { document: saved, text: `The search “${saved.name}” is saved${told}.\n` };
    },
  });
  addCommand(group, {
    usage: 'remove <name>',
    summary: 'remove a saved search and its alarm',
    flags: [YES],
    args: z.tuple([z.string()]),
    options: yesOption,
    run: async (context, [name], { yes }) => {
      const { id } = await savedNamed(context.client(), name);
      const agreed = await confirmed(context, `Remove the saved search ${name}`, yes);
      if (agreed !== true) return agreed;
      await context.client().search.removeSaved(id);
      return { document: { id, name, removed: true }, text: `The search “${name}” was removed.\n` };
    },
  });
}
