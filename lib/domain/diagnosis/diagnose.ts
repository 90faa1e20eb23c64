import type { DiagnosisAction, Diagnosis, Observation } from '../../contract/diagnosis.ts';
import type { Failure } from '../../contract/boot.ts';
import type { Stage } from '../stages.ts';
import { stageIndex } from '../stages.ts';
import { CAUSE_TABLE, type CauseRow } from './cause-table.ts';
import { causeFacts } from './cause-facts.ts';
import { type Cause, type Confidence, CONFIDENCES } from './causes.ts';
import type { Finding } from './findings.ts';
import { TOPICS } from './topics.ts';

/** What a boot looks like from outside. */
export interface DiagnosedBoot {
  /** Where it stands, or has failed. */
  readonly stage: Stage;
  readonly outcome: 'running' | 'failed' | 'timed-out' | 'ready' | 'ended';
  readonly failure: Failure | null;
  readonly host: string;
  readonly orchestrator: string | null;
  /** The domain is paused, so that it can be resumed. */
  readonly isPaused: boolean;
  /** A fault on purpose is in force now. */
  readonly hasFault: boolean;
}

export type Verdict = Pick<
  Diagnosis,
  'cause' | 'title' | 'confidence' | 'evidence' | 'alsoChecked' | 'nextStep' | 'action'
>;

interface Candidate {
  readonly cause: Cause;
  readonly confidence: Confidence;
  /** Something speaks against it. */
  readonly isDoubted?: boolean;
  readonly matched: readonly Observation[];
}

const EVIDENCE_MAX = 6;

/** The most probable cause of what was observed of a boot. */
export function diagnose(boot: DiagnosedBoot, observations: readonly Observation[]): Verdict {
  const ordered = observations.toSorted((one, other) => place(one) - place(other));
  const best = boot.outcome === 'ready' ? null : mostProbable(boot, ordered);
  const chosen = best ?? fallback(boot, ordered);
  const evidence = chosen.matched.slice(0, EVIDENCE_MAX);
  return {
    cause: chosen.cause,
    confidence: chosen.confidence,
    title: titleOf(chosen, boot),
    evidence: [...evidence],
    alsoChecked: ordered.filter((one) => !evidence.includes(one)),
    nextStep: nextStepOf(chosen, boot),
    action: actionOf(chosen, boot),
  };
}

const place = ({ topic }: Observation): number => TOPICS.indexOf(topic);

function mostProbable(boot: DiagnosedBoot, observations: readonly Observation[]): Candidate | null {
  const candidates = CAUSE_TABLE.flatMap((row) => candidateOf(row, boot, observations) ?? []);
  const [best] = candidates.toSorted(
    (one, other) =>
      CONFIDENCES.indexOf(one.confidence) - CONFIDENCES.indexOf(other.confidence) ||
      Number(one.isDoubted) - Number(other.isDoubted),
  );
  return best ?? null;
}

function candidateOf(
  { cause, from, until, proof, signs = [], needs, against = [], most = 'certain' }: CauseRow,
  { stage }: DiagnosedBoot,
  observations: readonly Observation[],
): Candidate | null {
  if (stageIndex(stage) < stageIndex(from) || stageIndex(stage) > stageIndex(until)) return null;
  if (needs !== undefined && observations.every(({ finding }) => finding !== needs)) return null;
  const among = (findings: readonly Finding[]) =>
    observations.filter(({ finding }) => finding !== null && findings.includes(finding));
  const [proving, pointing] = [among(proof), among(signs)];
  const matched = [...proving, ...pointing];
  const doubts = among(against).filter(({ basis }) => basis === 'confirmed').length;
  const level = levelOf(proving, pointing);
  if (level === null) return null;
  const least = Math.max(CONFIDENCES.indexOf(most), CONFIDENCES.indexOf(level));
  const confidence = CONFIDENCES[least + doubts] ?? 'possible';
  return { cause, confidence, isDoubted: doubts > 0, matched };
}

/** A guest can print anything: alone, it never makes a cause certain. */
function levelOf(proving: readonly Observation[], pointing: readonly Observation[]): Confidence | null {
  const confirms = ({ basis }: Observation): boolean => basis === 'confirmed';
  if (proving.some(confirms)) return 'certain';
  if (proving.length > 0) return 'likely';
  if (pointing.length > 1 && pointing.some(confirms)) return 'likely';
  return pointing.length > 0 ? 'possible' : null;
}

/** No row of the table applies: what the boot itself says. */
function fallback({ outcome, failure }: DiagnosedBoot, observations: readonly Observation[]): Candidate {
  const course = observations.filter(({ topic }) => topic === 'course');
  if (outcome === 'ready') return { cause: 'became-ready', confidence: 'certain', matched: course };
  if (failure === null) {
    const cause = outcome === 'running' ? 'under-way' : 'unknown';
    return { cause, confidence: 'possible', matched: course };
  }
  const told = observations.filter(
    ({ topic, outcome: found }) => (topic === 'course' || topic === 'output') && found === 'problem',
  );
  const isReported = failure.evidence !== null && outcome === 'failed';
  return { cause: 'as-reported', confidence: isReported ? 'likely' : 'possible', matched: told };
}

function titleOf({ cause, matched }: Candidate, { failure }: DiagnosedBoot): string {
  if (cause === 'as-reported') return failure?.cause ?? causeFacts(cause).title;
  if (cause === 'slow') return matched[0]?.text ?? causeFacts(cause).title;
  if (cause === 'on-purpose') return `On purpose: ${matched[0]?.text ?? causeFacts(cause).title}`;
  return causeFacts(cause).title;
}

function nextStepOf({ cause, matched }: Candidate, { failure }: DiagnosedBoot): string {
  if (cause === 'as-reported') return failure?.fix ?? causeFacts(cause).nextStep;
  const fixes = matched.filter(({ fix, outcome }) => fix !== '' && outcome === 'problem');
  const confirmed = fixes.find(({ basis }) => basis === 'confirmed');
  return confirmed?.fix ?? causeFacts(cause).nextStep;
}

function actionOf({ cause, matched }: Candidate, boot: DiagnosedBoot): DiagnosisAction | null {
  if (cause === 'on-purpose') return boot.hasFault ? { kind: 'end-faults' } : null;
  for (const { repair, change } of matched) {
    if (repair !== null) return { kind: 'repair', repair };
    if (change !== null) return { kind: 'network-options', change };
  }
  if (cause === 'host-storage-full' && boot.isPaused) return { kind: 'resume' };
  const { page } = causeFacts(cause);
  if (page === 'host') return { kind: 'host', name: boot.host };
  return page === 'orchestrator' && boot.orchestrator !== null
    ? { kind: 'orchestrator', name: boot.orchestrator }
    : null;
}
