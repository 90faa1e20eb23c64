import type { Node } from '../contract/node.ts';
import type { FailureClass, Stage } from '../domain/stages.ts';
import { median } from '../domain/usual.ts';
import { stageSpans, timesOf } from '../domain/stage-spans.ts';
import { isStage, STAGES, stageIndex } from '../domain/stages.ts';

/** The steps of a run that many nodes pass at different times. */
const FUNNEL = [
  { title: 'Defined', stage: 'defined' },
  { title: 'Powered on', stage: 'powered-on' },
  { title: 'Address', stage: 'address' },
  { title: 'Micro-OS', stage: 'micro-os' },
  { title: 'Onboarding', stage: 'onboarding' },
  { title: 'Provisioning', stage: 'provisioning' },
  { title: 'Ready', stage: 'ready' },
] as const satisfies readonly { readonly title: string; readonly stage: Stage }[];

/** Exit codes of upstream's scripts (`socket_login.exp`) that mean the same family of causes. */
export const UPSTREAM_CODES: Readonly<Record<FailureClass, string>> = {
  boot: '1–5',
  ipxe: '10–17',
  onboarding: '30–36',
  workflow: '37–47',
  storage: '102',
  os: '100–119',
  host: '–',
};

interface StageTime {
  readonly stage: Stage;
  readonly nodes: number;
  /** Milliseconds. */
  readonly median: number;
  readonly longest: number;
  /** Name of the node where it took longest. */
  readonly longestAt: string;
}

interface CriticalPath {
  readonly node: string;
  /** In the order of the stages. */
  readonly stages: readonly { readonly stage: Stage; readonly took: number }[];
}

export interface RunSummary {
  readonly funnel: ReturnType<typeof runFunnel>;
  /** In the order of the stages; only those that have ended somewhere. */
  readonly stages: readonly StageTime[];
  /** The one with the greatest median; not the wait for a turn to boot. */
  readonly slowest: StageTime | null;
  /** The node that was ready last, and its stages: the run could not have ended earlier. */
  readonly criticalPath: CriticalPath | null;
}

/** Milliseconds of each stage of a node that has ended, until it was ready; one that it was in twice counts in full. */
export const stageTimes = ({
  stages,
  readyAt,
}: Pick<Node, 'stages' | 'readyAt'>): ReadonlyMap<Stage, number> => timesOf(stageSpans(stages, readyAt));

type Reached = Pick<Node, 'stage' | 'stages' | 'readyAt' | 'failure'>;

/** The furthest stage that a node has come to. */
function furthest({ stage, stages, readyAt, failure }: Reached): number {
  if (readyAt !== null) return stageIndex('ready');
  const reached = [...stages.map((event) => event.stage), ...(failure === null ? [] : [failure.stage])];
  return Math.max(0, ...reached.map(stageIndex), isStage(stage) ? stageIndex(stage) : 0);
}

export type TimedNode = Pick<Node, 'name' | 'stages' | 'readyAt'>;

/** Of each stage that has ended somewhere, in order. */
export const stageMedians = (nodes: readonly TimedNode[]): StageTime[] =>
  STAGES.filter((stage) => stage !== 'ready').flatMap((stage) => timeOf(stage, nodes));

function timeOf(stage: Stage, nodes: readonly TimedNode[]): StageTime[] {
  const all = nodes
    .flatMap((node) => {
      const time = stageTimes(node).get(stage);
      return time === undefined ? [] : [{ name: node.name, time }];
    })
    .toSorted((one, other) => one.time - other.time);
  const last = all.at(-1);
  if (last === undefined) return [];
  const middle = median(all.map(({ time }) => time));
  return [{ stage, nodes: all.length, median: middle, longest: last.time, longestAt: last.name }];
}

/** How many nodes have come to each step, or past it; a node that was ready once counts to the end. */
export function runFunnel(
  nodes: readonly Reached[],
): readonly { readonly title: string; readonly nodes: number }[] {
  const reached = nodes.map(furthest);
  return FUNNEL.map(({ title, stage }) => ({
    title,
    nodes: reached.filter((index) => index >= stageIndex(stage)).length,
  }));
}

/** What a run says as a whole. `nodes` have the stages of the boots that made them ready, or of their last ones. */
export function runSummary(nodes: readonly Node[]): RunSummary {
  const stages = stageMedians(nodes);
  const last = nodes
    .filter(({ readyAt }) => readyAt !== null)
    .toSorted((one, other) => (other.readyAt ?? '').localeCompare(one.readyAt ?? ''))[0];
  return {
    funnel: runFunnel(nodes),
    stages,
    slowest:
      stages
        .filter(({ stage }) => stage !== 'defined')
        .toSorted((one, other) => other.median - one.median)[0] ?? null,
    criticalPath:
      last === undefined
        ? null
        : { node: last.name, stages: [...stageTimes(last)].map(([stage, took]) => ({ stage, took })) },
  };
}
