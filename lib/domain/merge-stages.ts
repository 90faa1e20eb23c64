import type { StageEvent } from '../contract/boot.ts';
import { stageIndex, type Stage } from './stages.ts';

/** Merges the observations of each stage: confirmed ones win, the earliest start counts. */
export function mergeStages(events: readonly StageEvent[]): readonly StageEvent[] {
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
  const startedAt = one.startedAt < other.startedAt ? one.startedAt : other.startedAt;
  const statuses = [...one.statuses, ...other.statuses];
  // The guest returned to the stage in a retry: its current status counts.
  if (one.endedAt !== null && other.startedAt >= one.endedAt)
    return { ...other, startedAt, statuses, evidence: other.evidence ?? one.evidence };
  const [strong, weak] =
    other.basis === 'confirmed' && one.basis === 'observed' ? [other, one] : [one, other];
  const seen = strong.evidence?.port === null ? (weak.evidence ?? strong.evidence) : strong.evidence;
  const endedAt = strong.endedAt ?? weak.endedAt;
  return { ...strong, startedAt, endedAt, statuses, evidence: seen ?? weak.evidence };
}

/** What follows the last `ready` of a boot: a ready node that was reset, or rebooted itself, is on its way again. */
export function sinceRestart(events: readonly StageEvent[]): readonly StageEvent[] {
  const last = events.findLastIndex(
    ({ stage }, index) => stage === 'ready' && index < events.length - 1 && index > 0,
  );
  return last === -1 ? events : events.slice(last + 1);
}
