import type { ConsoleClient } from 'ven-client';
import type { Bulk, BulkInput, BulkItem } from '../../../lib/contract/bulk.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { stepText } from '../../../lib/domain/operation-steps.ts';
import { deferred } from '../live/deferred.ts';
import { openLive } from '../live/open-live.ts';

export interface Outcomes {
  readonly operations: readonly Operation[];
  /** Of nodes for which nothing was begun. */
  readonly refusals: readonly ConsoleError[];
  readonly exitCode?: number;
}

interface BulkOptions {
  readonly client: ConsoleClient;
  readonly wait: boolean;
  readonly progress: (line: string) => void;
}

const BEGUN: ReadonlySet<BulkItem['state']> = new Set(['running', 'succeeded', 'failed']);

/** The operations that were begun, and why the others were not. */
async function outcomesOf(client: ConsoleClient, { items }: Bulk): Promise<Outcomes> {
  const operations: Operation[] = [];
  const refusals: ConsoleError[] = [];
  for (const { id, nodeName, state, error } of items) {
    // The node's name is lost with the node. One that is about to begin has no operation yet.
    if (BEGUN.has(state))
      await client.operations.get(id).then(
        (operation) => operations.push({ ...operation, nodeName }),
        () => undefined,
      );
    else if (error !== null) refusals.push(new ConsoleError(error.code, error.message, { fix: error.fix }));
  }
  return { operations, refusals };
}

/**
 * One request for several nodes, which the server carries out a few at a time. Its end comes by the live channel, opened
 * before it is asked for. A signal leaves out what still waits; what has begun goes on.
 */
export async function carryOutBulk(
  options: BulkOptions,
  request: BulkInput,
  interrupted: Promise<number>,
): Promise<Outcomes> {
  const { client, wait, progress } = options;
  if (!wait) return outcomesOf(client, await client.bulks.begin(request));
  const over = deferred<null>();
  const failed = deferred<never>();
  let begun: Bulk | null = null;
  const shown = new Map<string, string>();
  const take = (bulk: Bulk) => {
    if (bulk.id !== begun?.id) return;
    begun = bulk;
    if (bulk.endedAt !== null) over.resolve(null);
  };
  const live = await Promise.race([
    openLive(client, {
      refresh: async () => {
        if (begun !== null) take(await client.bulks.get(begun.id));
      },
      onChange: (change) => {
        if (change.kind === 'bulk') take(change.object);
        if (change.kind !== 'operation' || !begun?.items.some(({ id }) => id === change.object.id)) return;
        const { id, step, nodeName } = change.object;
        const text = step === null ? '' : stepText(step);
        if (text !== '' && shown.get(id) !== text) progress(`${nodeName}: ${text}`);
        shown.set(id, text);
      },
      onLost: () => progress(`The connection to ${client.url} is lost; reconnecting.`),
      onFailure: (error) => failed.reject(error),
    }),
    interrupted,
  ]);
  if (typeof live === 'number') return { operations: [], refusals: [], exitCode: live };
  try {
    const { id } = (begun = await client.bulks.begin(request));
    // It may have ended before the answer.
    take(await client.bulks.get(id));
    const exitCode = await Promise.race([over.promise, failed.promise, interrupted]);
    if (exitCode === null) return await outcomesOf(client, await client.bulks.get(id));
    return { ...(await outcomesOf(client, await client.bulks.cancel(id))), exitCode };
  } finally {
    live.close();
  }
}
