'use client';
import type { ReactNode } from 'react';
import type { Finding } from '../../lib/contract/orchestrator-check.ts';
import { StepMark } from './step-mark.tsx';

const time = (milliseconds: number): string =>
  milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

interface StepListProps<Id extends string, Step extends Finding & { readonly id: Id }> {
  readonly ids: readonly Id[];
  readonly titles: Readonly<Record<Id, string>>;
  /** Those that have ended. */
  readonly steps: readonly Step[];
  readonly running: boolean;
  /** What a step shows below its evidence. */
  readonly more?: (step: Step) => ReactNode;
}

/** The steps of a check: those that have ended with their evidence, the one that runs, and those to come. */
export function StepList<Id extends string, Step extends Finding & { readonly id: Id }>({
  ids,
  titles,
  steps,
  running,
  more,
}: StepListProps<Id, Step>) {
  return (
    <ol className="flex flex-col gap-2.5 px-4 py-3">
      {ids.map((id, index) => {
        const step = steps.find((one) => one.id === id);
        return (
          <li key={id} className="flex gap-2.5">
            <StepMark state={step?.state ?? (running && index === steps.length ? 'running' : 'waiting')} />
            <div className="min-w-0 flex-1">
              <p className="flex items-baseline justify-between gap-3">
                <span className={step ? '' : 'text-ink-3'}>{titles[id]}</span>
                {step && step.state !== 'skipped' && (
                  <span className="shrink-0 text-xs text-ink-3 tabular-nums">{time(step.milliseconds)}</span>
                )}
              </p>
              {step && (
                <div className="text-xs text-ink-2">
                  <p className="break-words">{step.evidence}</p>
                  {step.fix !== '' && (
                    <p className={step.state === 'failed' ? 'text-bad' : 'text-warn'}>{step.fix}</p>
                  )}
                  {more?.(step)}
                </div>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
