import type { StageEvent } from '../contract/boot.ts';
import type { BootGroup, BootTimesGroup, Times } from '../contract/boot-times.ts';
import { mergeStages } from './merge-stages.ts';
import { STAGES, type Stage } from './stages.ts';

/** A boot as far as its times go. */
export interface TimedBoot {
  readonly template: string;
  readonly host: string;
  readonly orchestrator: string | null;
  readonly stages: readonly StageEvent[];
}

/** The value that `share` of them do not exceed: one of them, so that it has happened. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const timesOf = (values: readonly number[]): Times | null =>
  values.length === 0
    ? null
    : { boots: values.length, p50: percentile(values, 0.5), p95: percentile(values, 0.95) };

/** What led to the first `ready`: a ready node that restarts is on a way of its own. */
function firstWay(stages: readonly StageEvent[]): readonly StageEvent[] {
  const ready = stages.findIndex(({ stage }) => stage === 'ready');
  return mergeStages(ready === -1 ? stages : stages.slice(0, ready + 1));
}

const lasted = ({ startedAt, endedAt }: StageEvent): number =>
  endedAt === null ? 0 : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));

/** Milliseconds of each stage that was passed. Waiting to be started is not a part of it. */
function passedStages(way: readonly StageEvent[]): ReadonlyMap<Stage, number> {
  const passed = way.filter(
    ({ stage, outcome, endedAt }) =>
      outcome === 'passed' && endedAt !== null && stage !== 'ready' && stage !== 'defined',
  );
  return new Map(passed.map((event) => [event.stage, lasted(event)]));
}

/** From the power-on to ready; null if it did not become ready. */
function timeToReady(way: readonly StageEvent[]): number | null {
  const ready = way.find(({ stage }) => stage === 'ready');
  const first = way.find(({ stage }) => stage !== 'defined');
  return ready === undefined || first === undefined
    ? null
    : Math.max(0, Date.parse(ready.startedAt) - Date.parse(first.startedAt));
}

const hasFailed = (stages: readonly StageEvent[]): boolean =>
  stages.some(({ outcome }) => outcome === 'failed' || outcome === 'timed-out');

function groupOf(name: string | null, boots: readonly TimedBoot[]): BootTimesGroup {
  const ways = boots.map(({ stages }) => firstWay(stages));
  const ready = ways.map(timeToReady).filter((time) => time !== null);
  const passed = ways.map(passedStages);
  const stages = STAGES.flatMap((stage) => {
    const times = timesOf(passed.flatMap((way) => way.get(stage) ?? []));
    return times === null ? [] : [{ stage, ...times }];
  });
  return {
    ...{ name, boots: boots.length, ready: ready.length, failed: ways.filter(hasFailed).length },
    ...{ toReady: timesOf(ready), stages },
  };
}

/** The boots by template, host or orchestrator: the group with most boots first. */
export function bootTimeGroups(boots: readonly TimedBoot[], by: BootGroup): BootTimesGroup[] {
  const groups = new Map<string | null, TimedBoot[]>();
  for (const boot of boots) {
    const known = groups.get(boot[by]);
    if (known === undefined) groups.set(boot[by], [boot]);
    else known.push(boot);
  }
  return [...groups]
    .map(([name, some]) => groupOf(name, some))
    .sort((one, other) => other.boots - one.boots || (one.name ?? '').localeCompare(other.name ?? ''));
}

/** A difference below this is no reason to look. */
const NOTICED_MS = 2000;
const SLOWER = 1.5;

/**
 * What is slow beside the other groups: the stages that usually take half as long again as in the fastest of the others, and
 * the one of them that costs most.
 */
export function slowStages(
  group: BootTimesGroup,
  groups: readonly BootTimesGroup[],
): { readonly stages: ReadonlySet<Stage>; readonly worst: Stage | null } {
  const others = groups.filter((other) => other !== group);
  const slower = group.stages.flatMap(({ stage, p50 }) => {
    const least = others.flatMap((other) => other.stages.find((one) => one.stage === stage)?.p50 ?? []);
    const more = least.length === 0 ? 0 : p50 - Math.min(...least);
    return more >= NOTICED_MS && p50 >= Math.min(...least) * SLOWER ? [{ stage, more }] : [];
  });
  const [worst] = slower.toSorted((one, other) => other.more - one.more);
  return { stages: new Set(slower.map(({ stage }) => stage)), worst: worst?.stage ?? null };
}
