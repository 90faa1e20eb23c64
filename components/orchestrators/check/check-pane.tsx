'use client';
import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import { CHECK_STEPS_OF, CHECK_TITLES } from '../../../lib/domain/connection-check.ts';
import { counted } from '../../../lib/domain/format.ts';
import { StepList } from '../../checks/step-list.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import type { AddableKind } from '../form/draft.ts';
import type { OpenForm } from '../form/use-form.ts';
import { AuthorityFound, PresentedCertificates } from '../../checks/certificates.tsx';
import { API_AUTHORITY, authorityPath } from './authority-path.ts';
import { useCheck, type Check } from './use-check.ts';

function summary({ steps, running, started }: Check, kind: AddableKind): string {
  const failed = steps.filter(({ state }) => state === 'failed').length;
  const warned = steps.filter(({ state }) => state === 'warning').length;
  if (!started) return 'Tries what the console and its nodes will need. Nothing is saved or changed.';
  if (running) return `Checked ${steps.length} of ${CHECK_STEPS_OF[kind].length}`;
  if (failed > 0) return counted(failed, 'problem');
  return warned > 0 ? `Works, with ${counted(warned, 'warning')}` : 'Everything works';
}

/** Whether an orchestrator with the settings of the form could be used, step by step. */
export function CheckPane({ open }: { readonly open: OpenForm }) {
  const check = useCheck(open.request);
  const { started, running, error, start } = check;
  const invalid = open.request === null;
  return (
    <section
      aria-labelledby="check-title"
      className="min-w-0 self-start rounded-lg border border-line bg-panel lg:sticky lg:top-4 lg:max-h-[calc(100dvh-5rem)] lg:overflow-y-auto"
    >
      <header className="flex items-center justify-between gap-3 border-b border-line py-2 pr-2 pl-4">
        <h2 id="check-title" className="font-semibold">
          Connection check
        </h2>
        <Button isDisabled={running} onPress={invalid ? open.reveal : start}>
          {running ? 'Checking …' : started ? 'Check again' : 'Check'}
        </Button>
      </header>
      <p role="status" className="px-4 pt-2.5 text-xs text-ink-2">
        {invalid && started
          ? 'Correct the marked fields to check again'
          : summary(check, open.form.draft.kind)}
      </p>
      {error && (
        <div className="px-4 pt-2.5">
          <Problem error={error} />
        </div>
      )}
      <StepList
        ids={CHECK_STEPS_OF[open.form.draft.kind]}
        titles={CHECK_TITLES}
        steps={check.steps}
        running={running}
        more={(step) => <More step={step} steps={check.steps} open={open} />}
      />
    </section>
  );
}

interface MoreProps {
  readonly step: CheckStep;
  readonly steps: readonly CheckStep[];
  readonly open: OpenForm;
}

function More({ step, steps, open: { form } }: MoreProps) {
  const { state, authority, certificates } = step;
  const known = (form.draft.texts[API_AUTHORITY] ?? '') !== '';
  const path = authorityPath(step, steps, { kind: form.draft.kind, known });
  return (
    <>
      {certificates.length > 0 && <PresentedCertificates certificates={certificates} />}
      {authority && path !== null && state !== 'ok' && (
        <AuthorityFound authority={authority} onTrust={() => form.set({ [path]: authority.pem })} />
      )}
    </>
  );
}
