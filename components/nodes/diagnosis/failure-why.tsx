'use client';
import type { ReactNode } from 'react';
import type { Evidence, Failure } from '../../../lib/contract/boot.ts';
import { FailureBanner } from '../../timeline/failure-banner.tsx';
import { CheckAgain } from './check-again.tsx';
import type { VerdictState } from './use-verdict.ts';
import { VerdictCard } from './verdict-card.tsx';

interface FailureWhyProps {
  /** The node's name. */
  readonly node: string;
  readonly failure: Failure;
  readonly verdict: VerdictState;
  readonly onEvidence: (evidence: Evidence) => void;
  readonly actions?: ReactNode;
}

/** The verdict on a failed boot; until there is one, what the boot itself reported. */
export function FailureWhy({ node, failure, verdict, onEvidence, actions }: FailureWhyProps) {
  if (verdict.diagnosis !== null)
    return <VerdictCard {...{ node, failure, verdict, onEvidence, actions }} diagnosis={verdict.diagnosis} />;
  return (
    <FailureBanner
      failure={failure}
      onEvidence={onEvidence}
      actions={
        <>
          {actions}
          <CheckAgain verdict={verdict} words="Find the cause" />
        </>
      }
    />
  );
}
