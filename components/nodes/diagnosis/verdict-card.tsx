'use client';
import { type ReactNode, useId } from 'react';
import CircleX from 'lucide-react/icons/circle-x';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { Evidence, Failure } from '../../../lib/contract/boot.ts';
import type { Diagnosis, Observation } from '../../../lib/contract/diagnosis.ts';
import { CONFIDENCE_WORDS } from '../../../lib/domain/diagnosis/causes.ts';
import { topicTitle } from '../../../lib/domain/diagnosis/topics.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { diagnosisText } from '../../../lib/report/diagnosis-text.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Age } from '../../ui/moment.tsx';
import { StepMark } from '../../checks/step-mark.tsx';
import { CheckAgain } from './check-again.tsx';
import type { VerdictState } from './use-verdict.ts';
import { checkedWords, isNotice, reportedBeside } from './verdict.ts';

interface VerdictCardProps {
  /** The node's name. */
  readonly node: string;
  readonly diagnosis: Diagnosis;
  readonly failure: Failure | null;
  readonly verdict: VerdictState;
  readonly onEvidence: (evidence: Evidence) => void;
  /** What can be done about it. */
  readonly actions?: ReactNode;
}

/** Why a boot failed or stalls: cause, evidence, next step, and what else was checked. */
export function VerdictCard({ node, diagnosis, failure, verdict, onEvidence, actions }: VerdictCardProps) {
  const { title, confidence, stage, at, evidence, alsoChecked, nextStep } = diagnosis;
  const heading = useId();
  const bad = failure !== null && !isNotice(diagnosis);
  const Mark = bad ? CircleX : TriangleAlert;
  const reported = reportedBeside(failure, diagnosis);
  return (
    <section
      aria-labelledby={heading}
      className={`border-y ${bad ? 'border-bad/40 bg-bad-soft' : 'border-warn/40 bg-warn-soft'}`}
    >
      <div className="flex flex-wrap gap-x-3 gap-y-2 px-4 py-2">
        <Mark aria-hidden size={18} className={`mt-0.5 shrink-0 ${bad ? 'text-bad' : 'text-warn'}`} />
        <div className="min-w-0 flex-1 basis-60">
          <h2 id={heading} className="font-semibold break-words">
            {title}
          </h2>
          <p className="text-xs text-ink-2">
            {stageTitle(stage)} · {CONFIDENCE_WORDS[confidence]} · checked <Age at={at} ago />{' '}
            <CopyButton text={diagnosisText(node, diagnosis)} what="verdict" />
          </p>
          {reported !== null && <p className="mt-1 text-ink-2 break-words">Reported as: {reported}</p>}
          {evidence.length > 0 && (
            <ul aria-label="Evidence" className="mt-1.5 flex flex-col gap-1.5">
              {evidence.map((one) => (
                <li key={`${one.topic} ${one.text}`}>
                  <Observed one={one} onEvidence={onEvidence} />
                </li>
              ))}
            </ul>
          )}
          {nextStep !== '' && (
            <p className="mt-1.5 break-words text-ink-2">
              <span className="font-medium text-ink">Next: </span>
              {nextStep}
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-start gap-2">
          {actions}
          <CheckAgain verdict={verdict} words="Check again" />
        </div>
      </div>
      {alsoChecked.length > 0 && <AlsoChecked all={alsoChecked} onEvidence={onEvidence} />}
    </section>
  );
}

interface AlsoCheckedProps {
  readonly all: readonly Observation[];
  readonly onEvidence: (evidence: Evidence) => void;
}

/** What else was looked at, folded. */
const AlsoChecked = ({ all, onEvidence }: AlsoCheckedProps) => (
  <div className="bg-panel">
    <Fold title="Also checked" aside={checkedWords(all)} open={false}>
      <ul aria-label="Also checked" className="flex flex-col gap-2">
        {all.map((one) => (
          <li key={`${one.topic} ${one.text}`} className="flex gap-2.5">
            <StepMark state={STATES[one.outcome]} />
            <div className="min-w-0 flex-1">
              <Observed one={one} onEvidence={onEvidence} />
            </div>
          </li>
        ))}
      </ul>
    </Fold>
  </div>
);

const STATES = { fine: 'ok', problem: 'warning', unchecked: 'skipped' } as const;

interface ObservedProps {
  readonly one: Observation;
  readonly onEvidence: (evidence: Evidence) => void;
}

/** One answer, and the way to the line that gave it. */
function Observed({ one: { topic, outcome, text, evidence }, onEvidence }: ObservedProps) {
  const line = evidence?.line.trim() ?? '';
  return (
    <>
      <p className="break-words text-ink-2">
        <span className="font-medium text-ink">{topicTitle(topic)}: </span>
        {outcome === 'unchecked' ? `could not be checked: ${text}` : text}
      </p>
      {evidence?.port != null && (
        <button
          type="button"
          onClick={() => onEvidence(evidence)}
          title={`ttyS${evidence.port}, byte ${evidence.offset}`}
          className="mt-0.5 block max-w-full truncate rounded-sm border border-line-strong bg-panel px-2 py-0.5 font-mono text-xs text-ink hover:bg-hover"
        >
          {line === '' ? `Show ttyS${evidence.port}, byte ${evidence.offset}` : line}
        </button>
      )}
    </>
  );
}
