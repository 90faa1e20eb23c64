import type { Run } from '../contract/run.ts';
import type { RunTrend } from '../contract/schedule.ts';
import type { Stage } from '../domain/stages.ts';
import { median } from '../domain/usual.ts';
import { stageMedians, type TimedNode } from './run-summary.ts';

interface Past {
  readonly run: Run;
  /** With the stages of the boots that made them ready, or of their last ones. */
  readonly nodes: readonly TimedNode[];
}

type TrendRun = RunTrend['runs'][number];

function trendRun({ run, nodes }: Past): TrendRun {
  const { id, name, createdAt, state, ready, failed, endedAt } = run;
  return {
    ...{ id, name, createdAt, state, ready, failed },
    nodes: run.nodeIds.length,
    took: endedAt === null ? null : Math.max(0, Date.parse(endedAt) - Date.parse(createdAt)),
    stages: stageMedians(nodes).map(({ stage, median: middle }) => ({ stage, median: middle })),
  };
}

const isJudged = ({ state }: Pick<TrendRun, 'state'>): boolean => state === 'succeeded' || state === 'failed';

function verdictOf(clean: readonly boolean[]): RunTrend['verdict'] {
  const turns = clean.filter((each, index) => index > 0 && each !== clean[index - 1]).length;
  if (clean.length === 0) return 'unknown';
  if (turns > 1) return 'flaky';
  if (clean.at(-1) === false) return 'failing';
  return turns === 0 ? 'steady' : 'recovered';
}

function causesOf(runs: readonly Run[]): RunTrend['causes'] {
  const causes = new Map<string, { nodes: number; runs: number }>();
  for (const { cause, nodes } of runs.flatMap((run) => run.causes)) {
    const known = causes.get(cause) ?? { nodes: 0, runs: 0 };
    causes.set(cause, { nodes: known.nodes + nodes, runs: known.runs + 1 });
  }
  return [...causes]
    .map(([cause, counts]) => ({ cause, ...counts }))
    .toSorted((one, other) => other.nodes - one.nodes);
}

/** Of fewer runs nobody knows what is usual. */
const LEAST_BEFORE = 3;
const MUCH = 1.5;
const NOTICED_MS = 5000;

function slowerOf(runs: readonly TrendRun[]): RunTrend['slower'] {
  const latest = runs.at(-1);
  const before = new Map<Stage, number[]>();
  for (const run of runs.slice(0, -1))
    for (const { stage, median: middle } of run.stages)
      before.set(stage, [...(before.get(stage) ?? []), middle]);
  return (latest?.stages ?? []).flatMap(({ stage, median: took }) => {
    const earlier = before.get(stage) ?? [];
    const usual = median(earlier);
    // How long a node waits for its turn is up to how many there are.
    if (
      stage === 'defined' ||
      earlier.length < LEAST_BEFORE ||
      took < MUCH * usual ||
      took - usual < NOTICED_MS
    )
      return [];
    return [{ stage, latest: took, usual }];
  });
}

/** How runs of the same kind did; the oldest first. */
export function runTrend(past: readonly Past[]): RunTrend {
  const runs = past.map(trendRun);
  const judged = runs.filter(isJudged);
  const sum = (count: (run: TrendRun) => number): number =>
    judged.reduce((total, run) => total + count(run), 0);
  return {
    runs,
    judged: judged.length,
    clean: judged.filter(({ failed }) => failed === 0).length,
    nodes: sum(({ nodes }) => nodes),
    ready: sum(({ ready }) => ready),
    verdict: verdictOf(judged.map(({ failed }) => failed === 0)),
    causes: causesOf(past.map(({ run }) => run).filter(isJudged)),
    slower: slowerOf(judged),
  };
}

/** Each verdict as a sentence. */
export const VERDICTS: Readonly<Record<RunTrend['verdict'], string>> = {
  unknown: 'No run has ended by itself yet.',
  steady: 'Steady: no failures.',
  flaky: 'Flaky: failures come and go.',
  failing: 'Failing: the latest runs had failures.',
  recovered: 'Recovered: there were failures, and then none.',
};
