import { type Evidence, type Failure } from '../../contract/boot.ts';
import {
  type FailureFinding,
  type Place,
  type Rank,
  RANKS,
  type ReliefFinding,
} from '../recogniser/findings.ts';
import { fail } from './events.ts';
import { type Story, type Suspect } from './story.ts';

export function evidenceOf({ port, offset, line }: Place): Evidence {
  return { port, offset, line };
}

export const isBefore = (one: string, other: string): boolean => Date.parse(one) < Date.parse(other);

const later = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString();

const isNearer = (one: Rank, other: Rank): boolean => RANKS.indexOf(one) > RANKS.indexOf(other);

/** Something went wrong: the evidence nearest to the cause is kept, whichever line came first. */
export function suspected(story: Story, at: string, finding: FailureFinding): Story {
  const { rank, grace, class: ofClass, cause, fix } = finding;
  const failure: Failure = { class: ofClass, cause, fix, stage: story.stage, evidence: evidenceOf(finding) };
  if (story.ending !== null) return explained(story, failure, rank);
  if (story.stage === 'ready') return story;
  const { suspect } = story;
  const until = grace === null ? null : later(at, grace);
  const next = better(suspect, { failure, rank, until }, grace === 0);
  return grace === 0 ? fail(story, at, next.failure, next.rank) : { ...story, suspect: next };
}

/** A story that has failed learns a cause that is nearer to what happened; what follows from it changes nothing. */
function explained(story: Story, failure: Failure, rank: Rank): Story {
  const known = story.failure;
  if (story.ending !== 'failed' || known === null || story.rank === null || !isNearer(rank, story.rank))
    return story;
  return { ...story, rank, failure: { ...failure, stage: known.stage } };
}

/** Of equals the first counts when the guest has given up, and the later one while it still tries something. */
function better(known: Suspect | null, found: Suspect, isFinal: boolean): Suspect {
  if (known === null) return found;
  const isReplaced = isNearer(found.rank, known.rank) || (!isFinal && found.rank === known.rank);
  const chosen = isReplaced ? found : known;
  return { ...chosen, until: earlier(known.until, found.until) };
}

function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return isBefore(other, one) ? other : one;
}

/** A suspicion was wrong: what it was about has worked. */
export function relieved(story: Story, finding: ReliefFinding): Story {
  const { suspect } = story;
  return suspect?.failure.class === finding.class ? { ...story, suspect: null } : story;
}
