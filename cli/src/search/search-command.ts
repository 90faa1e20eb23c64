import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { SearchedBoot, SearchHit, SearchIndexState } from '../../../lib/contract/search.ts';
import { SEARCH_SYNTAX } from '../../../lib/domain/search/query.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { table } from '../output/text.ts';
import { savedNamed } from './saved-search-commands.ts';

const filter = z.string().min(1, 'may not be empty').optional();
const options = z.object({
  ...{ node: filter, run: filter, host: filter, stage: filter, port: filter, since: filter, until: filter },
  saved: z.string().optional(),
  limit: z.coerce
    .number({ error: 'use a whole number' })
    .int('use a whole number')
    .min(1, 'use at least 1')
    .max(100_000, 'use at most 100000')
    .default(500),
});

/** Of one boot in an answer. */
const MOST_LINES = 1000;
const BOOTS = 100;

interface Found {
  readonly boot: SearchedBoot;
  readonly hit: SearchHit;
}

interface Findings {
  readonly found: readonly Found[];
  /** Whether there are none beyond these. */
  readonly complete: boolean;
  readonly index: SearchIndexState;
}

/** Page by page, as far as the limit. */
async function findAll(client: ConsoleClient, q: string, limit: number): Promise<Findings> {
  const found: Found[] = [];
  let isCut = false;
  let before: string | undefined;
  for (;;) {
    const page = await client.search.find({ q, boots: BOOTS, lines: Math.min(limit, MOST_LINES), before });
    for (const boot of page.boots) {
      found.push(...boot.hits.map((hit) => ({ boot, hit })));
      isCut ||= boot.more || boot.count > boot.hits.length;
    }
    const isEnd = page.next === null;
    if (isEnd || found.length >= limit) {
      const complete = isEnd && !isCut && found.length <= limit;
      return { found: found.slice(0, limit), complete, index: page.index };
    }
    before = page.next ?? undefined;
  }
}

const hitRow = ({ boot: { node, boot }, hit: { port, at, stage, line } }: Found): string[] => [
  ...[`${node.name}:${boot}`, `ttyS${port}`, at ?? '-', stage ?? '-', line],
];

function indexText({ state, done, total, problem }: SearchIndexState): string | null {
  if (state === 'stopped')
    return `${problem?.message ?? 'The search index does not follow.'} ${problem?.fix ?? ''}`;
  return state === 'current'
    ? null
    : `The logs are still being indexed: ${done} of ${total} boots can be searched.`;
}

function outcomeOf({ output }: Context, { found, complete, index }: Findings): Outcome {
  const state = indexText(index);
  if (state !== null) output.progress(state);
  if (!complete && !output.json) output.progress('There is more: give --limit, or search for less.');
  const hits = found.map(({ boot: { node, boot, host }, hit: { marks: _, ...hit } }) => ({
    ...{ node: node.name, host, boot },
    ...hit,
  }));
  const document = { hits, complete, index };
  if (found.length === 0) return { document, text: '', exitCode: EXIT.failure };
  return { document, text: table(['BOOT', 'PORT', 'TIME', 'STAGE', 'LINE'], found.map(hitRow)) };
}

const SYNTAX = SEARCH_SYNTAX.map(([example, meaning]) => `  ${example.padEnd(28)}${meaning}`).join('\n');

export const addSearch = (program: Command): Command =>
  addCommand(program, {
    usage: 'search [text...]',
    summary: 'find lines that nodes ever printed on their serial ports, also deleted nodes',
    flags: [
      ['--saved <name>', 'a search that is kept (ven saved-search list); text and filters narrow it down'],
      ['--node <name>', 'only of this node: name (* stands for any characters), serial, UUID or id'],
      ['--run <run>', 'only of nodes of this run: name or id'],
      ['--host <name>', 'only of nodes on this host'],
      ['--stage <stage>', 'only printed in this stage'],
      ['--port <n>', 'only on this serial port'],
      ['--since <time>', 'only printed since then: 30m, 24h, 7d, 2w, or a date'],
      ['--until <time>', 'only printed until then'],
      ['--limit <n>', 'lines at most (default: 500)'],
    ],
    details: `The text is read as on the page Search:\n${SYNTAX}\nAs with grep, the exit code is 1 when no line was found.`,
    args: z.tuple([z.array(z.string())]),
    options,
    run: async (context, [words], { limit, saved, ...filters }) => {
      const client = context.client();
      const kept = saved === undefined ? [] : [(await savedNamed(client, saved)).q];
      const text = searchText([...kept, ...words], filters);
      if (words.length === 0 && saved === undefined)
        throw new ConsoleError('invalid', 'Nothing to search for was given.', {
          fix: 'Give a text, or --saved with the name of a saved search.',
        });
      return outcomeOf(context, await findAll(client, text, limit));
    },
  });

/** The search as it is typed in the page: the words, and the options as filters. */
export function searchText(
  words: readonly string[],
  filters: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(filters).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}:"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`],
  );
  return [...words, ...given].join(' ');
}
