'use client';
import { useState } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { Evidence, Failure } from '../../../lib/contract/boot.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { FailureStrip, Overlay } from '../../timeline/failure-strip.tsx';
import { Button } from '../../ui/button.tsx';
import { useClockText } from '../../ui/clock.ts';
import { FailureWhy } from '../diagnosis/failure-why.tsx';
import { useVerdict, type VerdictState } from '../diagnosis/use-verdict.ts';
import { VerdictAction } from '../diagnosis/verdict-action.tsx';
import { VerdictCard } from '../diagnosis/verdict-card.tsx';
import { isSlow, type Course } from '../diagnosis/verdict.ts';
import { FailureActions } from './failure-actions.tsx';
import { StatusLine } from './status-line.tsx';

interface PresentProps {
  readonly node: NodeDetail;
  readonly overConsole: boolean;
  readonly onEvidence: (evidence: Evidence) => void;
}

const courseOf = ({ bootNumber, stages, failure }: NodeDetail): Course => ({
  ...{ number: bootNumber ?? 0, stages, failure },
});

/** Of a node that is gone nothing can be put right. */
const actionOf = (node: NodeDetail, { diagnosis, check }: VerdictState) =>
  diagnosis !== null &&
  node.deletedAt === null && <VerdictAction node={node.id} diagnosis={diagnosis} onChanged={check} />;

interface PresentFailureProps extends PresentProps {
  readonly failure: Failure;
  readonly mayCreate: boolean;
}

/** Why the latest boot failed, and what to do about it. */
export function PresentFailure({ node, failure, mayCreate, overConsole, onEvidence }: PresentFailureProps) {
  const verdict = useVerdict({ node: node.id, course: courseOf(node) }, node.bootNumber !== null);
  return (
    <FailureStrip
      failure={failure}
      cause={verdict.diagnosis?.title ?? failure.cause}
      overConsole={overConsole}
      onEvidence={onEvidence}
    >
      {(shown) => (
        <FailureWhy
          node={node.name}
          failure={failure}
          verdict={verdict}
          onEvidence={shown}
          actions={
            <>
              {actionOf(node, verdict)}
              {mayCreate && (
                <FailureActions node={node} failure={failure} cause={verdict.diagnosis?.cause ?? null} />
              )}
            </>
          }
        />
      )}
    </FailureStrip>
  );
}

interface PresentProgressProps extends PresentProps {
  /** Usual milliseconds to ready, and of each stage. */
  readonly usual: number | null;
  readonly durations: ReadonlyMap<Stage, number>;
  readonly mayWrite: boolean;
}

/** How far the latest boot is; where a stage takes much longer than usual, why. */
export function PresentProgress({ node, usual, durations, mayWrite, ...over }: PresentProgressProps) {
  const { overConsole, onEvidence } = over;
  const course = courseOf(node);
  const isRunning = node.state === 'running' && node.bootNumber !== null;
  const slow = useClockText((now) => (isRunning && isSlow(course, durations, now) ? 'slow' : '')) !== '';
  const verdict = useVerdict({ node: node.id, course }, slow);
  const [isOpen, setOpen] = useState(false);
  const { diagnosis } = verdict;
  return (
    <div className="relative">
      <StatusLine
        node={node}
        usual={usual}
        durations={durations}
        mayWrite={mayWrite}
        notice={
          diagnosis !== null && (
            <span className="ml-auto flex min-w-0 items-center gap-1.5">
              <TriangleAlert aria-hidden size={15} className="shrink-0 text-warn" />
              <span className="min-w-0 truncate text-ink" title={diagnosis.title}>
                {diagnosis.title}
              </span>
              <Button aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
                {isOpen ? <ChevronUp size={14} /> : <ChevronDown size={14} />}
                {isOpen ? 'Hide' : 'Why'}
              </Button>
            </span>
          )
        }
      />
      {isOpen && diagnosis !== null && (
        <Overlay overConsole={overConsole}>
          <VerdictCard
            node={node.name}
            diagnosis={diagnosis}
            failure={null}
            verdict={verdict}
            onEvidence={(evidence) => {
              setOpen(false);
              onEvidence(evidence);
            }}
            actions={actionOf(node, verdict)}
          />
        </Overlay>
      )}
    </div>
  );
}
