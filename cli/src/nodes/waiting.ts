import type { ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { deferred } from '../live/deferred.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { followNodes } from '../live/node-feed.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { hasReached, type StageOrEnding, whereItIs } from '../../../lib/report/progress.ts';
import { duration } from '../../../lib/domain/format.ts';
import { cannotReach } from './stage-outcome.ts';
import type { WatchView } from './watch-view.ts';

export interface WaitOptions {
  readonly client: ConsoleClient;
  readonly ids: readonly string[];
  readonly list: () => Promise<readonly Node[]>;
  readonly stage: StageOrEnding;
  /** Seconds. */
  readonly timeout: number;
  readonly progress: (line: string) => void;
  /** Asked after a node has ended: whether those that have not begun to boot will not do so by themselves. */
  readonly isStopped?: () => Promise<boolean>;
  /** Where a person sees the nodes meanwhile; otherwise each stage that a node comes to is a line. */
  readonly view?: Pick<WatchView, 'show' | 'close'> | undefined;
}

export interface Waited {
  /** None when it ended before they were listed. */
  readonly nodes: readonly Node[];
  readonly error?: ConsoleError;
  /** Of the signal that ended it. */
  readonly exitCode?: number;
}

function timedOut(nodes: readonly Node[], { stage, timeout }: WaitOptions): ConsoleError {
  const late = nodes.filter((node) => !hasReached(node, stage));
  const where = late.map((node) => `${node.name} (${printable(whereItIs(node))})`).join(', ');
  return new ConsoleError('timed-out', `Not ${stage} within ${timeout} s: ${where}.`, {
    fix: `They continue by themselves; to see how, run: ven watch ${late.map((node) => node.name).join(' ')}`,
  });
}

function stoppedError(nodes: readonly Node[], { stage }: WaitOptions): ConsoleError {
  const late = nodes.filter((node) => node.stage === 'defined' && !hasReached(node, stage));
  const [first] = late;
  return new ConsoleError(
    'interrupted',
    `The run stopped after failures; these have not begun to boot: ${late.map(({ name }) => name).join(', ')}.`,
    { fix: `Go on: ven run resume ${first?.runId ?? ''}. Or end it: ven run cancel ${first?.runId ?? ''}` },
  );
}

/** Waits until every node has reached the stage or no longer can, the time is up, or a signal ends it. */
export async function waitForStage(options: WaitOptions): Promise<Waited> {
  const interrupts = takeInterrupts();
  try {
    return await wait(options, interrupts.interrupted);
  } finally {
    interrupts.dispose();
  }
}

async function wait(options: WaitOptions, interrupted: Promise<number>): Promise<Waited> {
  const { client, ids, list, stage, timeout, progress, view } = options;
  const over = deferred<'stopped' | null>();
  const seen = new Map<string, Node>();
  const printed = new Map<string, string>();
  const settled = (node: Node) => hasReached(node, stage) || cannotReach(node, stage) !== null;
  const following = followNodes({
    client,
    list,
    belongs: ({ id }) => ids.includes(id),
    progress,
    onNode: (node) => {
      seen.set(node.id, node);
      view?.show(node);
      // Not at every step or percent within a stage.
      const at = node.deletedAt === null ? node.stage : 'deleted';
      if (!view && printed.get(node.id) !== at) {
        progress(
          `${node.name}: ${whereItIs(node)}, ${duration(Date.now() - Date.parse(node.createdAt))} after its creation`,
        );
      }
      printed.set(node.id, at);
      const late = [...seen.values()].filter((each) => !settled(each));
      if (settled(node) && late.length > 0 && late.every((each) => each.stage === 'defined'))
        void options.isStopped?.().then((stopped) => stopped && over.resolve('stopped'));
      if (ids.every((id) => [...seen.values()].some((each) => each.id === id && settled(each))))
        over.resolve(null);
    },
  });
  const feed = await Promise.race([following, interrupted]);
  if (typeof feed === 'number') return { nodes: [], exitCode: feed };
  const clock = deferred<'timeout'>();
  // Node's timers end at 2^31 ms.
  const timer = setTimeout(() => clock.resolve('timeout'), Math.min(timeout * 1000, 0x7fff_ffff));
  try {
    const how = await Promise.race([over.promise, clock.promise, interrupted, feed.failed]);
    const nodes = feed.nodes();
    if (typeof how === 'number') return { nodes, exitCode: how };
    if (how === 'timeout') return { nodes, error: timedOut(nodes, options) };
    if (how === 'stopped') return { nodes, error: stoppedError(nodes, options) };
    const error = nodes.map((node) => cannotReach(node, stage)).find((each) => each !== null);
    return error === undefined ? { nodes } : { nodes, error };
  } finally {
    clearTimeout(timer);
    view?.close();
    feed.close();
  }
}
