import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { deferred } from '../live/deferred.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { latestBoot } from './find-boot.ts';
import { stored } from './log-command.ts';
import { openSerial, type Serial } from './open-serial.ts';
import { PlainLines } from './plain-lines.ts';

/** Bytes before the end that are looked through for the last lines. */
const LOOKED_BACK = 32_768;
const LINES = 10;
/** ANSI colours that can be read on light and dark grounds. */
const COLOURS = [36, 33, 32, 35, 34, 31] as const;

const options = z.object({
  run: z.string().optional(),
  port: z.enum(['0', '1', 'both'], 'use 0, 1 or both').default('0'),
  follow: z.boolean().default(false),
  tail: z.coerce
    .number({ error: 'use a number of lines' })
    .pipe(z.int('use a number of lines').min(0, 'use 0 or more').max(10_000, 'use at most 10000'))
    .optional(),
});
type Options = z.infer<typeof options>;

/** One serial port of one node, and what its lines begin with. */
interface Source {
  readonly node: NodeDetail;
  readonly port: number;
  readonly prefix: string;
}

async function nodesOf(client: ConsoleClient, names: readonly string[], run: string | undefined) {
  if (names.length > 0 === (run !== undefined))
    throw new ConsoleError('invalid', 'Give nodes, or a run with --run.', {
      fix: 'See ven logs --help.',
    });
  const ids = run === undefined ? names : (await client.runs.get(run)).nodeIds;
  const nodes = await Promise.all(ids.map((id) => client.nodes.get(id)));
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

function sourcesOf(nodes: readonly NodeDetail[], given: Options, isColoured: boolean): Source[] {
  const ports = given.port === 'both' ? [0, 1] : [Number(given.port)];
  const nameOf = (node: NodeDetail, port: number) =>
    given.port === 'both' ? `${node.name} ttyS${port}` : node.name;
  const all = nodes.flatMap((node) => ports.map((port) => ({ node, port, name: nameOf(node, port) })));
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  return all.map(({ node, port, name }, index) => {
    const words = `${name.padEnd(width)} |`;
    const colour = COLOURS[index % COLOURS.length] ?? 0;
    return {
      node,
      port,
      prefix: isColoured ? `\x1b[${colour}m${words}\x1b[0m` : words,
    };
  });
}

/** The lines of a port's latest boot. */
async function linesOf(client: ConsoleClient, { node, port }: Source): Promise<readonly string[]> {
  const boot = latestBoot(node);
  if (boot === undefined) return [];
  const plain = new PlainLines();
  const lines: string[] = [];
  let offset = boot.ports.find((each) => each.port === port)?.start ?? 0;
  await stored(client, node.id, boot, port, (bytes) => {
    lines.push(...plain.push(bytes, offset));
    offset += bytes.length;
    return Promise.resolve();
  });
  return [...lines, ...plain.end()];
}

/** Prints what a port says, from a few lines before its end on. */
function followed(client: ConsoleClient, source: Source, say: (line: string) => Promise<void>, most: number) {
  const { node, port } = source;
  const boot = latestBoot(node);
  const end = boot?.ports.find((each) => each.port === port)?.end ?? 0;
  const start = Math.max(0, end - LOOKED_BACK);
  let plain = new PlainLines();
  let isPast = true;
  let past: string[] = [];
  const take = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) await say(line);
  };
  return openSerial({
    client,
    ...{ node: node.id, port, mode: 'read' as const, follow: true },
    ...(boot && { boot: boot.number, from: start }),
    handlers: {
      begin: ({ boot: number, resumed }) => {
        if (resumed) return;
        plain = new PlainLines();
        isPast &&= number === boot?.number;
      },
      bytes: async (bytes, offset) => {
        if (!isPast) return take(plain.push(bytes, offset));
        const before = Math.max(0, Math.min(bytes.length, end - offset));
        past.push(...plain.push(bytes.subarray(0, before), offset));
        if (offset + bytes.length < end) return;
        // The first one may have begun before.
        const whole = start > 0 ? past.slice(1) : past;
        isPast = false;
        past = [];
        await take(most > 0 ? whole.slice(-most) : []);
        await take(plain.push(bytes.subarray(before), offset + before));
      },
      end: (number) => void take([...plain.end(), `boot ${number} has ended`]),
    },
  });
}

async function follow(context: Context, sources: readonly Source[], given: Options): Promise<number> {
  const { output } = context;
  const client = context.client();
  const interrupts = takeInterrupts();
  const over = deferred<never>();
  const open: Serial[] = [];
  let left = sources.length;
  const lost = (source: Source, error: unknown): void => {
    left -= 1;
    output.progress(`${source.node.name}: ${messageOf(error)}`);
    if (left === 0) over.reject(error);
  };
  const opened = sources.map(async (source) => {
    const say = (line: string) => output.print(lineOf(source, line));
    const serial = await followed(client, source, say, given.tail ?? LINES);
    open.push(serial);
    await serial.failed;
  });
  for (const [index, each] of opened.entries())
    each.catch((error: unknown) => {
      const source = sources[index];
      if (source !== undefined) lost(source, error);
    });
  try {
    return await Promise.race([interrupts.interrupted, over.promise]);
  } finally {
    for (const serial of open) serial.close();
    interrupts.dispose();
  }
}

const lineOf = ({ prefix }: Source, line: string): Uint8Array =>
  Buffer.from(`${prefix} ${printable(line)}\n`);

async function logs(context: Context, names: readonly string[], given: Options): Promise<Outcome | number> {
  const { output } = context;
  if (given.follow && output.json)
    throw new ConsoleError('invalid', 'What is followed has no end, so it is no document.', {
      fix: 'Leave out --follow, or the output format.',
    });
  const client = context.client();
  const nodes = await nodesOf(client, names, given.run);
  const isColoured = output.interactive && (context.env.NO_COLOR ?? '') === '';
  const sources = sourcesOf(nodes, given, isColoured);
  if (given.follow) return follow(context, sources, given);
  const found: { node: string; port: number; lines: readonly string[] }[] = [];
  for (const source of sources) {
    const all = await linesOf(client, source);
    const lines = given.tail === undefined ? all : given.tail === 0 ? [] : all.slice(-given.tail);
    found.push({ node: source.node.name, port: source.port, lines });
    if (!output.json) for (const line of lines) await output.print(lineOf(source, line));
  }
  return { document: { logs: found }, text: '' };
}

export const addLogs = (program: Command): Command =>
  addCommand(program, {
    usage: 'logs [node...]',
    summary: 'print lines of the serial ports of several nodes, each with its name',
    flags: [
      ['--run <run>', 'the nodes of a run'],
      ['--port <0|1|both>', 'serial port (default: 0)'],
      ['-f, --follow', `print the last lines, then what comes, until Ctrl-C; also of later boots`],
      [
        '--tail <lines>',
        `only so many of the lines that are there (default: all, or ${LINES} with --follow)`,
      ],
    ],
    details:
      'Without colours and cursor movements, so that it can be searched; ven log prints the bytes of one port.',
    args: z.tuple([z.array(z.string())]),
    options,
    run: (context, [names], given) => logs(context, names, given),
  });
