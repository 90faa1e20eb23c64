import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { deferred } from '../live/deferred.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { followNodes } from '../live/node-feed.ts';
import { isSettled } from './stage-outcome.ts';
import { createWatchView } from './watch-view.ts';

const options = z.object({ run: z.string().optional() });

/** Which nodes: all there are and will be, or some, which settle at some time. */
interface Selection {
  readonly ends: boolean;
  readonly list: () => Promise<Node[]>;
  readonly belongs: (node: Node) => boolean;
}

async function select(
  client: ConsoleClient,
  names: readonly string[],
  run: string | undefined,
): Promise<Selection> {
  if (names.length > 0 && run !== undefined) {
    throw new ConsoleError('invalid', 'Give nodes or --run, not both.', { fix: 'See ven watch --help.' });
  }
  if (run === undefined && names.length === 0) {
    return { ends: false, list: () => client.nodes.list(), belongs: () => true };
  }
  const ids =
    run === undefined
      ? (await Promise.all(names.map((name) => client.nodes.get(name)))).map(({ id }) => id)
      : (await client.runs.get(run)).nodeIds;
  const list = () => Promise.all([...new Set(ids)].map((id) => client.nodes.get(id)));
  return { ends: true, list, belongs: ({ id }) => ids.includes(id) };
}

async function watch(
  { output, client: login }: Context,
  names: string[],
  run: string | undefined,
): Promise<Outcome> {
  const client = login();
  const { ends, list, belongs } = await select(client, names, run);
  const view = createWatchView(output);
  const over = deferred<0>();
  const interrupts = takeInterrupts();
  const latest = new Map<string, Node>();
  let listed = false;
  const check = () => {
    if (ends && listed && [...latest.values()].every(isSettled)) over.resolve(0);
  };
  try {
    const following = followNodes({
      client,
      list,
      belongs,
      progress: output.progress,
      onNode: (node) => {
        latest.set(node.id, node);
        view.show(node);
        check();
      },
    });
    const feed = await Promise.race([following, interrupts.interrupted]);
    if (typeof feed === 'number') {
      return { document: { nodes: [...latest.values()], changes: view.changes() }, text: '', exitCode: feed };
    }
    listed = true;
    check();
    try {
      const exitCode = await Promise.race([over.promise, interrupts.interrupted, feed.failed]);
      return { document: { nodes: feed.nodes(), changes: view.changes() }, text: '', exitCode };
    } finally {
      feed.close();
    }
  } finally {
    view.close();
    interrupts.dispose();
  }
}

export const addWatch = (program: Command): Command =>
  addCommand(program, {
    usage: 'watch [node...]',
    summary: 'watch nodes change: a live table on a terminal, otherwise a line for each change',
    flags: [['--run <id>', 'the nodes of one run']],
    details:
      'Named nodes are watched until each is ready, failed or deleted; without names, all nodes until Ctrl-C.\nWith --json, the document is printed at the end.',
    args: z.tuple([z.array(z.string())]),
    options,
    run: (context, [names], { run }) => watch(context, names, run),
  });
