import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ShareInput, ShareLink } from '../../../lib/contract/share.ts';
import { expiryOf } from '../../../lib/domain/share/expiry.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { table } from '../output/text.ts';
import { fileBytes } from '../rules/rule-files.ts';

const ONE_OF = 'share one thing: --node, --run, --recording or --wall';

const options = z.object({
  node: z.array(z.string()).optional(),
  run: z.string().optional(),
  recording: z
    .string()
    .regex(/^[^:]+:[1-9]\d*$/, 'use NODE:BOOT, such as edge-1:3')
    .optional(),
  wall: z.boolean().default(false),
  expires: z.string({ error: 'say when it ends, such as --expires 8h' }),
  title: z.string().optional(),
  passphraseFile: z.string().optional(),
  hideIdentifiers: z.boolean().default(false),
  downloads: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

function subjectOf({ node, run, recording, wall }: Options): ShareInput['what'] {
  const given: ShareInput['what'][] = [];
  if (node) given.push({ kind: 'nodes', nodes: node });
  if (wall) given.push({ kind: 'wall' });
  if (run !== undefined) given.push({ kind: 'run', run });
  if (recording !== undefined) {
    const [of = '', boot = ''] = recording.split(':');
    given.push({ kind: 'recording', node: of, boot: Number(boot) });
  }
  const [what] = given;
  if (what !== undefined && given.length === 1) return what;
  throw new ConsoleError('invalid', ONE_OF, { fix: 'See: ven share create --help' });
}

function endOf({ expires }: Options): string {
  const end = expiryOf(expires, Date.now());
  if (end !== null) return end;
  throw new ConsoleError('invalid', `--expires: ${expires} is no time.`, {
    fix: 'Use 30m, 8h, 7d, 2w, or a date such as 2030-01-31.',
  });
}

const passphraseOf = ({ passphraseFile }: Options): string | undefined =>
  passphraseFile === undefined
    ? undefined
    : fileBytes(passphraseFile)
        .toString()
        .replace(/\r?\n$/, '');

/** `ven share …`. */
export function addShares(program: Command): void {
  const group = program
    .command('share')
    .description('links that show something to people without an account');
  addCreate(group);
  addCommand(group, {
    usage: 'list',
    summary: 'list links, who made them, and how many people look at each now',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const shares = await client().shares.list();
      const row = (share: ShareLink) => [
        ...[share.id, share.title, share.kind, share.state, share.expiresAt],
        ...[String(share.viewers), share.createdBy],
      ];
      const heading = ['ID', 'TITLE', 'SHOWS', 'STATE', 'EXPIRES', 'VIEWERS', 'MADE BY'];
      return {
        document: { shares },
        text: table(heading, shares.map(row)),
        wide: table(
          [...heading, 'LAST USED'],
          shares.map((share) => [...row(share), share.lastUsedAt ?? 'never']),
        ),
      };
    },
  });
  addCommand(group, {
    usage: 'revoke <id...>',
    summary: 'end links at once, with all that their guests have open',
    args: z.tuple([z.array(z.string()).min(1)]),
    options: noOptions,
    run: async ({ client }, [ids]) => {
      for (const id of ids) await client().shares.revoke(id);
      return {
        document: { revoked: ids },
        text: ids.map((id) => `Share link ${id} was revoked.\n`).join(''),
      };
    },
  });
}

function addCreate(group: Command): void {
  addCommand(group, {
    usage: 'create',
    summary:
      'make a link to nodes, a run, the recording of a boot or the wall; its address is shown only once',
    flags: [
      ['--node <node...>', 'nodes, as they are from now on'],
      ['--run <run>', 'the nodes of a run, by its id'],
      ['--recording <node:boot>', 'one boot of a node, past or going on'],
      ['--wall', 'all nodes, those that are made later too'],
      ['--expires <time>', 'when it ends: 30m, 8h, 7d, 2w, or a date; after 90 days at most'],
      ['--title <text>', 'what guests read above it (default: the names of what it shows)'],
      ['--passphrase-file <file>', 'guests are asked for the passphrase in this file; - is standard input'],
      ['--hide-identifiers', 'hide serial numbers, UUIDs and addresses, except where a machine prints them'],
      ['--downloads', 'let guests also save logs and recordings'],
    ],
    args: noArguments,
    options,
    run: async ({ client, output }, _none, given) => {
      const { title, hideIdentifiers, downloads } = given;
      const passphrase = passphraseOf(given);
      const share = await client().shares.create({
        ...{ what: subjectOf(given), expiresAt: endOf(given), hideIdentifiers, downloads },
        ...(title === undefined ? {} : { title }),
        ...(passphrase === undefined ? {} : { passphrase }),
      });
      if (!output.json)
        output.progress(`Whoever has this address sees ${share.title} until ${share.expiresAt}:`);
      return { document: { share }, text: `${share.url}\n` };
    },
  });
}
