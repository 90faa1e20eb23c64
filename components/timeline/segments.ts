import { type StageEvent } from '../../lib/contract/boot.ts';
import { STAGE_FACTS, stageIndex, type Stage } from '../../lib/domain/stages.ts';

export interface Segment {
  readonly stage: Stage;
  readonly title: string;
  readonly event: StageEvent;
  readonly start: number;
  readonly end: number;
  readonly live: boolean;
  /** Share of the bar, 0 to 1. */
  readonly share: number;
}

/** One stage takes more than this much of the time: widths by logarithm, or the others cannot be seen. */
const DOMINATES = 0.3;
/** Most titles have room in it on a screen of 1280. */
const SMALLEST = 0.065;

/** The statements about each stage made one: what is confirmed wins, the earliest beginning counts. */
export function joinStages(events: readonly StageEvent[]): readonly StageEvent[] {
  const joined = new Map<Stage, StageEvent>();
  for (const event of events) {
    const known = joined.get(event.stage);
    joined.set(event.stage, known ? joinTwo(known, event) : event);
  }
  return [...joined.values()].sort(
    (one, other) =>
      Date.parse(one.startedAt) - Date.parse(other.startedAt) ||
      stageIndex(one.stage) - stageIndex(other.stage),
  );
}

function joinTwo(one: StageEvent, other: StageEvent): StageEvent {
  const [strong, weak] =
    other.basis === 'confirmed' && one.basis === 'observed' ? [other, one] : [one, other];
  const startedAt = one.startedAt < other.startedAt ? one.startedAt : other.startedAt;
  const seen = strong.evidence?.port === null ? (weak.evidence ?? strong.evidence) : strong.evidence;
  return { ...strong, startedAt, endedAt: strong.endedAt ?? weak.endedAt, evidence: seen ?? weak.evidence };
}

/** Shares of a bar for durations: linear, or by logarithm when one dominates; none too small to be hit. */
export function shares(durations: readonly number[]): readonly number[] {
  const sum = durations.reduce((total, value) => total + value, 0);
  const dominated = Math.max(0, ...durations) > DOMINATES * sum;
  const weights = durations.map((value) => (dominated ? Math.log1p(value / 250) : value));
  const total = weights.reduce((one, other) => one + other, 0);
  const smallest = Math.min(SMALLEST, 1 / Math.max(1, durations.length));
  const raised = weights.map((weight) => Math.max(smallest, total > 0 ? weight / total : 0));
  const over = raised.reduce((one, other) => one + other, 0);
  return raised.map((share) => share / over);
}

/** The segments of one boot's bar at a moment; `ready` is a mark at the end, no length of time. */
export function segments(events: readonly StageEvent[], now: number): readonly Segment[] {
  const timed = joinStages(events).filter((event) => event.stage !== 'ready');
  const spans = timed.map((event, index) => {
    const start = Date.parse(event.startedAt);
    const following = timed[index + 1];
    const live = event.endedAt === null && event.outcome === 'running';
    const closed = event.endedAt ?? following?.startedAt ?? null;
    const end = closed === null ? (live ? Math.max(now, start) : start) : Date.parse(closed);
    return { event, start, end: Math.max(start, end), live: live && following === undefined };
  });
  const parts = shares(spans.map(({ start, end }) => end - start));
  return spans.map((span, index) => ({
    ...span,
    stage: span.event.stage,
    title: STAGE_FACTS[span.event.stage].title,
    share: parts[index] ?? 0,
  }));
}
