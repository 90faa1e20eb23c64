import type { Evidence, Failure } from '../../contract/boot.ts';
import { RANKS } from '../../contract/rule-file.ts';
import type { FailureDetection, Place, Rank, RecoveryDetection } from '../recogniser/detections.ts';
import { fail } from './stage-events.ts';
import type { BootProgress, SuspectedFailure } from './boot-progress.ts';

export function evidenceOf({ port, offset, line }: Place): Evidence {
  return { port, offset, line };
}

export const isBefore = (one: string, other: string): boolean => Date.parse(one) < Date.parse(other);

const later = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

const isNearer = (one: Rank, other: Rank): boolean => RANKS.indexOf(one) > RANKS.indexOf(other);

/** Records a suspected failure; the evidence closest to the cause is kept, whichever line came first. */
export function suspected(before: BootProgress, at: string, detection: FailureDetection): BootProgress {
  const { stopsAt } = detection;
  const boot =
    stopsAt === undefined || before.stage === 'ready'
      ? before
      : { ...before, stoppedAt: { prompt: stopsAt, evidence: evidenceOf(detection) } };
  const { rank, grace, class: ofClass, cause, fix } = detection;
  const failure: Failure = { class: ofClass, cause, fix, stage: boot.stage, evidence: evidenceOf(detection) };
  if (boot.ending !== null) return explained(boot, failure, rank);
  if (boot.stage === 'ready') return boot;
  const { suspect } = boot;
  const until = grace === null ? null : later(at, grace);
  const next = better(suspect, { failure, rank, until }, grace === 0);
  return grace === 0 ? fail(boot, at, next.failure, next.rank) : { ...boot, suspect: next };
}

/** A failed boot takes over a closer cause; after-effects change nothing. */
function explained(boot: BootProgress, failure: Failure, rank: Rank): BootProgress {
  const known = boot.failure;
  if (boot.ending !== 'failed' || known === null || boot.rank === null || !isNearer(rank, boot.rank))
    return boot;
  return { ...boot, rank, failure: { ...failure, stage: known.stage } };
}

/** Between equal ranks, the first counts once the guest has given up, and the later one while it is still trying. */
function better(known: SuspectedFailure | null, found: SuspectedFailure, isFinal: boolean): SuspectedFailure {
  if (known === null) return found;
  const isReplaced = isNearer(found.rank, known.rank) || (!isFinal && found.rank === known.rank);
  const chosen = isReplaced ? found : known;
  return { ...chosen, until: earlier(known.until, found.until) };
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return isBefore(other, one) ? other : one;
}

/** Withdraws a suspected failure: the operation that it was about has succeeded. */
export function recovered(boot: BootProgress, detection: RecoveryDetection): BootProgress {
  const { suspect } = boot;
  return suspect?.failure.class === detection.class ? { ...boot, suspect: null } : boot;
}
