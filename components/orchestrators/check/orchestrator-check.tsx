'use client';
import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import { CHECK_STEPS_OF, CHECK_TITLES } from '../../../lib/domain/connection-check.ts';
import { AuthorityFound, PresentedCertificates } from '../../checks/certificates.tsx';
import { CheckPane } from '../../checks/check-pane.tsx';
import type { OrchestratorForm } from '../form/use-form.ts';
import { API_AUTHORITY, authorityPath } from './authority-path.ts';
import { useCheck } from './use-check.ts';

interface Props {
  readonly form: OrchestratorForm;
}

/** Whether an orchestrator with the settings of the form could be used. */
export function OrchestratorCheck({ form }: Props) {
  const check = useCheck(form.request);
  const invalid = form.request === null;
  return (
    <CheckPane
      ids={CHECK_STEPS_OF[form.draft.kind]}
      titles={CHECK_TITLES}
      check={check}
      about="Tries what the console and its nodes will need."
      invalid={invalid}
      onCheck={invalid ? form.reveal : check.start}
      more={(step) => <More step={step} steps={check.steps} form={form} />}
    />
  );
}

interface MoreProps extends Props {
  readonly step: CheckStep;
  readonly steps: readonly CheckStep[];
}

function More({ step, steps, form }: MoreProps) {
  const { state, authority, certificates } = step;
  const known = form.text(API_AUTHORITY) !== '';
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
