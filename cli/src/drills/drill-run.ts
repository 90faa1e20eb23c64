import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConsoleClient } from 'ven-client';
import type { Diagnosis } from '../../../lib/contract/diagnosis.ts';
import type { Drill } from '../../../lib/contract/drill.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { faultPhrase, faultPlan } from '../../../lib/domain/faults.ts';
import { type DrillResult, drillProblems } from '../../../lib/report/drill-result.ts';
import { asConsoleError } from '../failure.ts';
import { waitForStage } from '../nodes/waiting.ts';

export interface DrillOptions {
  readonly client: ConsoleClient;
  readonly progress: (line: string) => void;
  /** The exit code of the signal that has ended it; null as long as none has. */
  readonly interruption: () => number | null;
}

/** What has to be taken back when it is over, the latest first. */
type CleanUp = (() => Promise<void>)[];

/** Makes a node, does what the drill says, waits for the end, and leaves nothing, whatever happens meanwhile. */
export async function runDrill(options: DrillOptions, drill: Drill): Promise<DrillResult> {
  const begun = performance.now();
  const cleanUp: CleanUp = [];
  const outcome = await carriedOut(options, drill, cleanUp).catch((error: unknown): Partial<DrillResult> => ({
    error: asConsoleError(error).message,
  }));
  const left = await cleanedUp(cleanUp);
  const problems = outcome.problems ?? [];
  const error = [outcome.error ?? null, ...left].filter((each) => each !== null).join(' ') || null;
  return {
    ...{ name: drill.name, node: null, end: null, stage: null, cause: null, verdict: null },
    ...outcome,
    ...{ ok: problems.length === 0 && error === null, problems, error },
    seconds: Math.round((performance.now() - begun) / 1000),
  };
}

async function carriedOut(
  options: DrillOptions,
  drill: Drill,
  cleanUp: CleanUp,
): Promise<Partial<DrillResult>> {
  const { client, progress, interruption } = options;
  const node = await made(options, drill, cleanUp);
  await prepare(options, drill, node, cleanUp);
  if (interruption() === null)
    await untilEnded(client, await client.nodes.act(node.id, 'start'), interruption);
  if (interruption() !== null) return { node: node.name, error: INTERRUPTED };
  const waited = await waitForStage({
    ...{ client, ids: [node.id], stage: 'ready', timeout: drill.limit, progress },
    list: async () => [await client.nodes.get(node.id)],
  });
  if (waited.exitCode !== undefined) return { node: node.name, error: INTERRUPTED };
  const last = await client.nodes.get(node.id);
  progress('Looking for the cause …');
  const verdict = await verdictOn(options, last);
  return {
    ...{ node: node.name, end: last.stage, stage: last.failure?.stage ?? null },
    ...{ cause: verdict?.cause ?? null, verdict: verdict?.title ?? null },
    problems: [...drillProblems(drill, last, verdict), ...(await neverDone(options, last))],
  };
}

const INTERRUPTED = 'It was interrupted.';

async function made(options: DrillOptions, drill: Drill, cleanUp: CleanUp): Promise<Node> {
  const { client, progress } = options;
  const { template, orchestrator, host, flow, vcpus, memoryMiB, diskGiB } = drill;
  const wishes = { template, orchestrator, host, flow, vcpus, memoryMiB, diskGiB };
  const given = Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined));
  const { nodes, operations } = await client.nodes.create({
    ...given,
    ...{ name: `drill-${randomBytes(3).toString('hex')}`, start: false },
  });
  const [[node], [creation]] = [nodes, operations];
  if (node === undefined || creation === undefined)
    throw new ConsoleError('internal', 'The console has made no node.');
  cleanUp.push(async () => untilEnded(client, await client.nodes.remove(node.id, { orchestrator: true })));
  progress(`${drill.name}: ${node.name}`);
  await untilEnded(client, creation);
  return client.nodes.get(node.id);
}

/** Everything is armed before the power-on, so that no stage can pass before. */
async function prepare(
  { client, progress, interruption }: DrillOptions,
  { steps }: Drill,
  node: Node,
  cleanUp: CleanUp,
): Promise<void> {
  for (const step of steps) {
    if (interruption() !== null) return;
    if (step.kind === 'fault') {
      const fault = await client.faults.start(node.id, step.fault);
      progress(`${node.name}: ${faultPhrase(fault)}, ${faultPlan(fault)}`);
      continue;
    }
    const { name, parameters, address } = step.scenario;
    const limit = address === undefined ? { serial: node.serial } : { address };
    const simulator = node.orchestrator ?? '';
    await client.orchestrators.startScenario(simulator, { name, parameters, ...limit });
    cleanUp.push(async () => void (await client.orchestrators.clearScenarios(simulator, { name, ...limit })));
    progress(`${node.name}: scenario ${name} of ${simulator}`);
  }
}

async function verdictOn({ client }: DrillOptions, node: Node): Promise<Diagnosis | null> {
  if (node.bootNumber === null || node.stage === 'ready') return null;
  return client.nodes.diagnose(node.id, node.bootNumber);
}

/** A drill whose fault never came to be has shown nothing. */
async function neverDone({ client }: DrillOptions, node: Node): Promise<string[]> {
  const faults = await client.faults.list(node.id);
  return faults
    .filter(({ state, end }) => state === 'armed' || end === 'failed')
    .map(
      (fault) =>
        `Not done: ${faultPhrase(fault)} ${faultPlan(fault)}${fault.problem === null ? '' : ` (${fault.problem})`}.`,
    );
}

const POLL_MS = 500;

/** Resolves when the operation has succeeded, or a signal came. */
async function untilEnded(
  client: ConsoleClient,
  { id }: Operation,
  interruption: () => number | null = () => null,
): Promise<void> {
  for (;;) {
    const { state, error } = await client.operations.get(id);
    if (error !== null) throw new ConsoleError(error.code, error.message, { fix: error.fix });
    if (state === 'succeeded' || state === 'failed' || interruption() !== null) return;
    await pause(POLL_MS);
  }
}

/** Each is tried, whatever became of the others. */
async function cleanedUp(cleanUp: CleanUp): Promise<string[]> {
  const left: string[] = [];
  for (const undo of cleanUp.toReversed()) {
    try {
      await undo();
    } catch (error) {
      left.push(`Something of it is left: ${asConsoleError(error).message}`);
    }
  }
  return left;
}
