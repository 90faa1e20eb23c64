import type { Observation } from '../../contract/diagnosis.ts';
import type { FaultKind } from '../fault-kinds.ts';
import { type FaultLike, faultEndText, faultPhrase } from '../faults.ts';
import { fine, problem } from './observation.ts';

interface Boot {
  readonly number: number;
  /** When it failed; null: it has not. */
  readonly failedAt: string | null;
}

type Done = FaultLike & { readonly endedBy: string | null };

/** With these a boot does not go on; the others only make it slow, so that something else may be wrong besides. */
const STOPS: ReadonlySet<FaultKind> = new Set(['link-down', 'pause', 'power-cut']);

/** What was done to a node on purpose in a boot. What failed before that, or could not be done, is no part of it. */
export function purposeOf(faults: readonly Done[], { number, failedAt }: Boot): Observation[] {
  const done = faults.filter(
    ({ boot, begunAt, end }) =>
      boot === number && begunAt !== null && end !== 'failed' && (failedAt === null || begunAt <= failedAt),
  );
  if (done.length === 0) return [fine('faults', 'Nothing was done to the node on purpose in this boot.')];
  return done.map((fault) => observed(fault, failedAt));
}

function observed(fault: Done, failedAt: string | null): Observation {
  const text = sentence(fault);
  const isOver = fault.state === 'ended' && (failedAt === null || (fault.endedAt ?? '') < failedAt);
  if (fault.kind === 'power-cut')
    return problem('faults', 'on-purpose', text, { fix: 'Start the node again.' });
  if (isOver && failedAt === null) return fine('faults', text);
  const isCertain = !isOver && (STOPS.has(fault.kind) || failedAt === null);
  return problem('faults', isCertain ? 'on-purpose' : 'on-purpose-perhaps', text, { fix: fixOf(fault) });
}

function sentence(fault: Done): string {
  const { kind, begunAt, endedAt, createdBy } = fault;
  const clock = (moment: string | null): string => `${moment?.slice(11, 19) ?? ''} UTC`;
  if (kind === 'power-cut') return `power cut at ${clock(begunAt)}, asked for by ${createdBy}.`;
  const since = `${faultPhrase(fault)} since ${clock(begunAt)}, asked for by ${createdBy}`;
  return endedAt === null ? `${since}.` : `${since}; ${faultEndText(fault)} at ${clock(endedAt)}.`;
}

const fixOf = ({ state }: Done): string =>
  state === 'ended'
    ? 'Start the node again, or go on where it stopped.'
    : 'End the fault (ven fault end), then start the node again if it does not go on by itself.';
