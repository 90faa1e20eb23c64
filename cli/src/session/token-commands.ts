import type { Command } from 'commander';
import { z } from 'zod';
import { role } from '../../../lib/contract/session.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { table } from '../output/text.ts';
import { nameOfThisMachine } from './settings.ts';

const DAYS = 'use whole days, 1 to 3650';

const createOptions = z.object({
  name: z
    .string()
    .min(1, 'give the token a name')
    .max(100, 'use at most 100 characters')
    .default(nameOfThisMachine),
  role: role.default('operator'),
  days: z.coerce.number({ error: DAYS }).pipe(z.int(DAYS).min(1, DAYS).max(3650, DAYS)).default(90),
});

export function addTokens(program: Command): void {
  const group = program.command('token').description('API tokens for scripts');
  addCommand(group, {
    usage: 'create',
    summary: 'create a token; it is shown only once',
    flags: [
      ['--name <name>', `name of the token (default: ${nameOfThisMachine()})`],
      ['--role <role>', 'viewer, operator (default) or admin'],
      ['--days <n>', 'days until it expires (default 90)'],
    ],
    args: noArguments,
    options: createOptions,
    run: async ({ client, output }, _args, { name, role: wanted, days }) => {
      const created = await client().tokens.create({ name, role: wanted, days });
      if (!output.json)
        output.progress(`Token for VEN_TOKEN (${created.role}, expires ${created.expiresAt}):`);
      return { document: created, text: `${created.token}\n` };
    },
  });
  addCommand(group, {
    usage: 'list',
    summary: 'list tokens',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const tokens = await client().tokens.list();
      const rows = tokens.map((each) => [
        each.id,
        each.name,
        each.role,
        each.expiresAt,
        each.lastUsedAt ?? 'never',
      ]);
      return { document: { tokens }, text: table(['ID', 'NAME', 'ROLE', 'EXPIRES', 'LAST USED'], rows) };
    },
  });
  addCommand(group, {
    usage: 'revoke <id>',
    summary: 'revoke a token',
    args: z.tuple([z.string()]),
    options: noOptions,
    run: async ({ client }, [id]) => {
      await client().tokens.revoke(id);
      return { document: { id, revoked: true }, text: `Token ${id} was revoked.\n` };
    },
  });
}
