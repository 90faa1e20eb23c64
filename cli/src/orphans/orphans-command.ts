import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Orphan, OrphanList, OrphanResult } from '../../../lib/contract/orphan.ts';
import { counted } from '../../../lib/domain/format.ts';
import { addCommand, noArguments, type Context, type Outcome } from '../command.ts';
import { confirmed, YES } from '../output/confirmed.ts';
import { table } from '../output/text.ts';

const options = z.object({ clean: z.boolean().default(false), yes: z.boolean().default(false) });

/** `ven orphans`: lists what belongs to nobody, and removes exactly what it has listed. */
export const addOrphans = (program: Command): Command =>
  addCommand(program, {
    usage: 'orphans',
    summary:
      'list what belongs to nobody: domains, disks, networks, firmware files, logs, hosts at orchestrators',
    flags: [['--clean', 'remove what was listed, after a confirmation'], YES],
    details:
      'Of this console, and of the Virtual Edge Node scripts. What belongs to other consoles, or is used by any domain, is not listed.',
    args: noArguments,
    options,
    run: async (context, _, { clean, yes }) => {
      const found = await context.client().orphans.list();
      if (!clean || found.orphans.length === 0) return { document: found, text: textOf(found) };
      context.output.progress(textOf(found).trimEnd());
      const answer = await confirmed(context, `Remove ${counted(found.orphans.length, 'orphan')}`, yes);
      return answer === true ? cleaned(context, found) : answer;
    },
  });

async function cleaned({ client }: Context, found: OrphanList): Promise<Outcome> {
  const results = await client().orphans.clean(found.orphans.map(({ id }) => id));
  const left = results.filter(({ outcome }) => outcome !== 'removed');
  const lines = results.map((result) => resultLine(result, found.orphans));
  const error =
    left.length === 0
      ? undefined
      : new ConsoleError('conflict', `${counted(left.length, 'orphan')} of ${results.length} left.`, {
          fix: left.find(({ fix }) => fix !== '')?.fix ?? 'See: ven orphans',
        });
  return { document: { ...found, results }, text: `${lines.join('\n')}\n`, ...(error && { error }) };
}

function resultLine({ id, outcome, reason, fix }: OrphanResult, orphans: readonly Orphan[]): string {
  const name = orphans.find((each) => each.id === id)?.name ?? id;
  return [`${outcome}  ${name}`, ...[reason, fix].filter((text) => text !== '')].join('  ');
}

function textOf({ orphans, unseen }: OrphanList): string {
  const notes = unseen.map(({ where, reason }) => `Not looked at: ${where}: ${reason}\n`).join('');
  if (orphans.length === 0) return `Nothing belongs to nobody.\n${notes}`;
  const rows = orphans.map(({ kind, maker, host, name, reason }) => [kind, maker, host ?? '-', name, reason]);
  return `${table(['KIND', 'OF', 'HOST', 'NAME', 'REASON'], rows)}${notes}`;
}
