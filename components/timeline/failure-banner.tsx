'use client';
import type { ReactNode } from 'react';
import CircleX from 'lucide-react/icons/circle-x';
import { stageTitle } from '../../lib/domain/stages.ts';
import type { Evidence, Failure } from '../../lib/contract/boot.ts';

export interface FailureBannerProps {
  readonly failure: Failure;
  readonly onEvidence: (evidence: Evidence) => void;
  /** What can be done about it. */
  readonly actions?: ReactNode;
}

/** The likely cause, its evidence, what to do next, and actions. */
export function FailureBanner({ failure, onEvidence, actions }: FailureBannerProps) {
  const { evidence } = failure;
  const line = evidence?.line.trim() ?? '';
  return (
    <section
      aria-label="Why it failed"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-y border-bad/40 bg-bad-soft px-4 py-2"
    >
      <CircleX aria-hidden size={18} className="mt-0.5 shrink-0 self-start text-bad" />
      <div className="min-w-0 flex-1 basis-80">
        <p className="font-semibold break-words">
          {failure.cause}{' '}
          <span className="font-normal text-ink-2">
            ({stageTitle(failure.stage)}, {failure.class})
          </span>
        </p>
        {failure.fix !== '' && (
          <p className="text-ink-2">
            <span className="font-medium text-ink">Next: </span>
            {failure.fix}
          </p>
        )}
        {evidence !== null && (
          <button
            type="button"
            onClick={() => onEvidence(evidence)}
            title={
              evidence.port === null
                ? 'Reported by the orchestrator'
                : `ttyS${evidence.port}, byte ${evidence.offset}`
            }
            className="mt-1 block max-w-full truncate rounded-sm border border-bad/40 bg-panel px-2 py-0.5 font-mono text-xs text-ink hover:bg-hover"
          >
            {line === '' || failure.cause.includes(line) ? 'Show evidence' : line}
          </button>
        )}
      </div>
      {actions}
    </section>
  );
}
