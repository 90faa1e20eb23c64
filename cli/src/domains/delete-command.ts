import type { Command } from 'commander';
import { z } from 'zod';
import type { DomainRemoval } from '../../../lib/contract/domain-removal.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { addCommand, domainAt } from '../command.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';

/** `ven domain delete`. */
export const addDomainDelete = (group: Command): Command =>
  addCommand(group, {
    usage: 'delete <domain>',
    summary: 'delete a domain that is off and not a node, after listing what goes. Administrators only',
    flags: [['--disks <targets>', 'these of its disks, too: vda,vdb; without it, all stay'], YES],
    args: z.tuple([z.string()]),
    options: yesOption.extend({ disks: z.string().default('') }),
    run: async (context, [text], { disks: chosen, yes }) => {
      const client = context.client();
      const { host, domain } = await domainAt(client, text);
      const { uuid, name } = await client.domains.get(host, domain);
      const targets = chosen.split(',').filter((target) => target !== '');
      context.output.progress(listOf(await client.domains.removal(host, uuid), targets));
      const answer = await confirmed(context, `Delete ${host}/${name}`, yes);
      if (answer !== true) return answer;
      const { disks } = await client.domains.remove(host, uuid, name, targets);
      const failed = disks.filter(({ failure }) => failure !== null);
      return {
        document: { removed: name, disks },
        text: `${name} is deleted.\n`,
        error: failed.length === 0 ? undefined : notDeleted(failed),
      };
    },
  });

const listOf = ({ items, disks }: DomainRemoval, targets: readonly string[]): string =>
  [
    ...items.map(({ kind, name }) => `goes: ${kind} ${name}`),
    ...disks.map(({ target, path, refusal }) => {
      const reason = refusal === null ? '' : ` (${refusal})`;
      return `${targets.includes(target) ? 'goes' : 'stays'}: disk ${target} ${path}${reason}`;
    }),
  ].join('\n');

const notDeleted = (disks: readonly { readonly path: string; readonly failure: string | null }[]) =>
  new ConsoleError(
    'conflict',
    `The domain is deleted, but not ${disks.map(({ path, failure }) => `${path}: ${failure}`).join('; ')}`,
    { fix: 'Remove these volumes: ven volume remove' },
  );
