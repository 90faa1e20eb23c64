import type { ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { stepText } from '../../../lib/domain/operation-steps.ts';
import type { Outcome } from '../command.ts';
import type { BulkInput } from '../../../lib/contract/bulk.ts';
import { carryOutBulk, type Outcomes } from './bulk.ts';
import { asConsoleError } from '../failure.ts';
import { openLive } from '../live/open-live.ts';
import { deferred } from '../live/deferred.ts';
import { takeInterrupts } from '../live/interrupt.ts';

export interface OperationsOptions {
  readonly client: ConsoleClient;
  readonly nodes: readonly string[];
  /** Asks the server to act on one node. */
  readonly begin: (node: string) => Promise<Operation>;
  /** The same for several nodes, which are then one request; the server carries on without this program. */
  readonly bulk?: Omit<BulkInput, 'nodes' | 'filter'>;
  /** Whether to wait for the outcome, or to be content that it was accepted. */
  readonly wait: boolean;
  readonly progress: (line: string) => void;
}

const hasEnded = ({ state }: Pick<Operation, 'state'>): boolean =>
  state === 'succeeded' || state === 'failed';

/** One after the other; a signal ends it, and what was asked for until then goes on. */
async function beginAll(
  { nodes, begin }: OperationsOptions,
  interrupted: Promise<number>,
): Promise<Outcomes> {
  const operations: Operation[] = [];
  const refusals: ConsoleError[] = [];
  for (const node of nodes) {
    try {
      const begun = await Promise.race([interrupted, begin(node)]);
      if (typeof begun === 'number') return { operations, refusals, exitCode: begun };
      operations.push(begun);
    } catch (error) {
      refusals.push(asConsoleError(error));
    }
  }
  return { operations, refusals };
}

export async function carryOut(options: OperationsOptions): Promise<Outcomes> {
  const interrupts = takeInterrupts();
  try {
    const { nodes, bulk } = options;
    if (bulk !== undefined && nodes.length > 1)
      return await carryOutBulk(options, { ...bulk, nodes: [...nodes] }, interrupts.interrupted);
    const how = options.wait ? awaitOutcomes : beginAll;
    return await how(options, interrupts.interrupted);
  } finally {
    interrupts.dispose();
  }
}

/**
 * The outcome of an acceptance comes by the live channel only, so that is opened before anything is asked for. An
 * outcome may arrive before the answer to the request it belongs to.
 */
async function awaitOutcomes(options: OperationsOptions, interrupted: Promise<number>): Promise<Outcomes> {
  const { client, progress } = options;
  const latest = new Map<string, Operation>();
  let awaited: readonly Operation[] | null = null;
  const over = deferred<null>();
  const failed = deferred<never>();
  const check = () => {
    if (awaited?.every(({ id }) => hasEnded(latest.get(id) ?? { state: 'recorded' }))) over.resolve(null);
  };
  const take = (operation: Operation) => {
    const before = latest.get(operation.id);
    if (before !== undefined && hasEnded(before)) return;
    latest.set(operation.id, operation);
    const step = stepTextOf(operation);
    if (step !== null && step !== stepTextOf(before) && awaited?.some(({ id }) => id === operation.id))
      progress(`${operation.nodeName}: ${step}`);
    check();
  };
  const opening = openLive(client, {
    refresh: async () => {
      for (const { id } of awaited ?? []) take(await client.operations.get(id));
    },
    onChange: (change) => {
      if (change.kind === 'operation') take(change.object);
    },
    onLost: () => progress(`The connection to ${client.url} is lost; reconnecting.`),
    onFailure: (error) => failed.reject(error),
  });
  const live = await Promise.race([opening, interrupted]);
  if (typeof live === 'number') return { operations: [], refusals: [], exitCode: live };
  try {
    const begun = await beginAll(options, interrupted);
    awaited = begun.operations;
    awaited.forEach(take);
    check();
    const how = begun.exitCode ?? (await Promise.race([over.promise, failed.promise, interrupted]));
    const operations = awaited.map((each) => latest.get(each.id) ?? each);
    return { ...begun, operations, ...(how === null ? {} : { exitCode: how }) };
  } finally {
    live.close();
  }
}

/** One error for all that went wrong: the first one's code, every one's words. */
function summary({ operations, refusals }: Outcomes): ConsoleError | undefined {
  const failures = operations.flatMap(({ error, nodeName, kind }) =>
    error === null
      ? []
      : [new ConsoleError(error.code, `${kind} of ${nodeName} failed: ${error.message}`, { fix: error.fix })],
  );
  const all = [...refusals, ...failures];
  const [first] = all;
  if (first === undefined || all.length === 1) return first;
  return new ConsoleError(first.code, all.map((each) => each.message).join('\n  '), { fix: first.fix });
}

export function outcomeOf(outcomes: Outcomes, done: string): Outcome {
  const { operations, exitCode } = outcomes;
  const lines = operations
    .filter(({ state }) => state !== 'failed')
    .map(({ nodeName, state }) => `${nodeName} ${state === 'succeeded' ? done : 'accepted'}\n`);
  const outcome = { document: { operations }, text: lines.join(''), error: summary(outcomes) };
  return exitCode === undefined ? outcome : { ...outcome, exitCode };
}

const stepTextOf = (operation: Operation | undefined): string | null =>
  operation?.step ? stepText(operation.step) : null;
