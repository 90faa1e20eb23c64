import type { StageEvent } from '../contract/boot.ts';
import { STAGES, stageIndex, type Stage } from './stages.ts';

/** A stage of a boot from its first sign to its end. */
export interface StageSpan {
  readonly stage: Stage;
  readonly startedAt: string;
  /** Null while the node is in it. */
  readonly endedAt: string | null;
  readonly outcome: StageEvent['outcome'];
}

/**
 * When a boot was in which stage, in order. What was observed and confirmed of one stage is one span; a stage that the
 * node came back to later is another one. `readyAt`: what came after it is left out.
 */
export function stageSpans(events: readonly StageEvent[], readyAt: string | null = null): StageSpan[] {
  const began = events
    .filter(({ stage, startedAt }) => stage !== 'ready' && (readyAt === null || startedAt <= readyAt))
    .toSorted(inTime);
  const spans: StageSpan[] = [];
  for (const { stage, startedAt, endedAt, outcome } of began) {
    const at = spans.findLastIndex((span) => span.stage === stage);
    const same = spans[at];
    if (same !== undefined && (same.endedAt === null || startedAt < same.endedAt))
      spans[at] = { ...same, endedAt: later(same.endedAt, endedAt), outcome: worse(same.outcome, outcome) };
    else spans.push({ stage, startedAt, endedAt, outcome });
  }
  return spans.map((span, index) => closed(span, spans.slice(index + 1), readyAt));
}

/** One that nothing has ended ends where a later stage begins, or with the node ready. */
function closed(span: StageSpan, following: readonly StageSpan[], readyAt: string | null): StageSpan {
  if (span.endedAt !== null) return span;
  const next = following.find(({ stage }) => stage !== span.stage);
  const endedAt = next?.startedAt ?? readyAt;
  if (endedAt !== null)
    return { ...span, endedAt, outcome: span.outcome === 'running' ? 'passed' : span.outcome };
  // A boot that has failed is over, though nobody saw when.
  return span.outcome === 'running' ? span : { ...span, endedAt: span.startedAt };
}

const inTime = (one: StageEvent, other: StageEvent): number =>
  Date.parse(one.startedAt) - Date.parse(other.startedAt) || stageIndex(one.stage) - stageIndex(other.stage);

/** Of two observations of one stage; the one that has an end knows it. */
const later = (one: string | null, other: string | null): string | null =>
  one === null || other === null ? (one ?? other) : one > other ? one : other;

const SEVERITY: readonly StageEvent['outcome'][] = ['running', 'passed', 'cancelled', 'timed-out', 'failed'];

const worse = (one: StageEvent['outcome'], other: StageEvent['outcome']): StageEvent['outcome'] =>
  SEVERITY.indexOf(one) > SEVERITY.indexOf(other) ? one : other;

/** Milliseconds of each stage that has ended, in the order of the stages; of one that came twice, both. */
export function timesOf(spans: readonly StageSpan[]): ReadonlyMap<Stage, number> {
  const times = new Map<Stage, number>();
  for (const { stage, startedAt, endedAt } of spans)
    if (endedAt !== null)
      times.set(stage, (times.get(stage) ?? 0) + Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)));
  return new Map(
    STAGES.flatMap((stage) => {
      const time = times.get(stage);
      return time === undefined ? [] : [[stage, time] as const];
    }),
  );
}
