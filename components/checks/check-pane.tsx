'use client';
import type { ReactNode } from 'react';
import type { Finding } from '../../lib/contract/orchestrator-check.ts';
import { counted } from '../../lib/domain/format.ts';
import { Button } from '../ui/button.tsx';
import { Problem } from '../ui/problem.tsx';
import { StepList } from './step-list.tsx';
import type { StepsState } from './use-steps.ts';

interface CheckPaneProps<Id extends string, Step extends Finding & { readonly id: Id }> {
  readonly ids: readonly Id[];
  readonly titles: Readonly<Record<Id, string>>;
  readonly check: StepsState<Step>;
  /** What it is for, while it was not started. */
  readonly about: string;
  /** The settings cannot be read, so nothing can be checked. */
  readonly invalid: boolean;
  readonly onCheck: () => void;
  /** What a step shows below its evidence. */
  readonly more: (step: Step) => ReactNode;
}

function summary({ steps, running }: StepsState<Finding>, total: number): string {
  const failed = steps.filter(({ state }) => state === 'failed').length;
  const warned = steps.filter(({ state }) => state === 'warning').length;
  if (running) return `Checked ${steps.length} of ${total}`;
  if (failed > 0) return counted(failed, 'problem');
  return warned > 0 ? `Works, with ${counted(warned, 'warning')}` : 'Everything works';
}

/** The check of a connection beside the form with its settings, step by step. */
export function CheckPane<Id extends string, Step extends Finding & { readonly id: Id }>({
  ids,
  titles,
  check,
  about,
  invalid,
  onCheck,
  more,
}: CheckPaneProps<Id, Step>) {
  const { started, running, error } = check;
  const result = invalid ? 'Correct the marked fields to check again' : summary(check, ids.length);
  return (
    <section
      aria-labelledby="check-title"
      className="min-w-0 self-start rounded-lg border border-line bg-panel lg:sticky lg:top-4 lg:max-h-[calc(100dvh-5rem)] lg:overflow-y-auto"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line py-2 pr-2 pl-4">
        <h2 id="check-title" className="font-semibold">
          Connection check
        </h2>
        <Button isDisabled={running} onPress={onCheck}>
          {running ? 'Checking …' : started ? 'Check again' : 'Check'}
        </Button>
      </header>
      <p role="status" className="px-4 pt-2.5 text-xs text-ink-2">
        {started ? result : `${about} Nothing is saved or changed.`}
      </p>
      {error && (
        <div className="px-4 pt-2.5">
          <Problem error={error} />
        </div>
      )}
      <StepList ids={ids} titles={titles} steps={check.steps} running={running} more={more} />
    </section>
  );
}
