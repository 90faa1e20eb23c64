import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { type CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import { CHECK_TITLES, type CheckStepId } from '../../../lib/domain/connection-check.ts';
import {
  checkCatalogue,
  checkClock,
  checkOnboarding,
  checkProject,
  checkRights,
  checkToken,
  checkVersion,
} from './api-steps.ts';
import { checkBootProgram } from './boot-program.ts';
import { checkBootCertificate, checkCertificates } from './certificates.ts';
import { CheckContext, type CheckOptions, type ConsoleService, failed, type Outcome } from './context.ts';
import { checkConnections, checkNames } from './reach.ts';

interface Step {
  readonly id: CheckStepId;
  run(context: CheckContext): Promise<Outcome>;
  /** Services that the step talks to. */
  readonly services?: readonly ConsoleService[];
  /** Steps that must not have failed. */
  readonly after?: readonly CheckStepId[];
}

const STEPS: readonly Step[] = [
  { id: 'names', run: checkNames },
  { id: 'connect', run: checkConnections },
  { id: 'certificates', run: checkCertificates, services: ['keycloak', 'api'] },
  { id: 'clock', run: checkClock, services: ['keycloak'], after: ['certificates'] },
  { id: 'token', run: checkToken, services: ['keycloak'], after: ['certificates'] },
  { id: 'version', run: checkVersion, services: ['api'], after: ['token'] },
  { id: 'project', run: checkProject, services: ['api'], after: ['token'] },
  { id: 'rights', run: checkRights, services: ['api'], after: ['project'] },
  { id: 'onboarding', run: checkOnboarding, services: ['keycloak'], after: ['certificates'] },
  { id: 'boot-certificates', run: checkBootCertificate, services: ['boot'] },
  { id: 'boot-program', run: checkBootProgram, services: ['boot'], after: ['boot-certificates'] },
  { id: 'catalogue', run: checkCatalogue, services: ['api'], after: ['version', 'rights'] },
];

/**
 * Checks step by step whether an Edge Orchestrator with these settings can be used. Each step reports what it found, and
 * what to do about it. A step that depends on one that failed is skipped. No password is sent to a server whose
 * certificate has not been verified. Ends early when `signal` aborts; changes nothing anywhere.
 */
export async function* checkConnection(options: CheckOptions): AsyncGenerator<CheckStep, void> {
  const context = new CheckContext(options);
  const passed = new Set<CheckStepId>();
  try {
    for (const step of STEPS) {
      if (context.isCancelled()) return;
      const begun = performance.now();
      const missing = missingFor(step, passed, context);
      const outcome = missing === null ? await outcomeOf(step, context) : skipped(missing);
      if (context.isCancelled()) return;
      if (outcome.state === 'ok' || outcome.state === 'warning') passed.add(step.id);
      yield {
        ...{ id: step.id, certificates: [], authority: null },
        ...outcome,
        milliseconds: Math.round(performance.now() - begun),
      };
    }
  } finally {
    await context.close();
  }
}

function missingFor(
  { services = [], after = [] }: Step,
  passed: ReadonlySet<CheckStepId>,
  context: CheckContext,
) {
  const step = after.find((id) => !passed.has(id));
  if (step !== undefined) return `“${CHECK_TITLES[step]}” comes first`;
  const service = services.find((name) => !context.usable.has(name));
  return service === undefined ? null : `the ${service} service cannot be reached`;
}

const skipped = (missing: string): Outcome => ({
  state: 'skipped',
  evidence: `Not checked: ${missing}.`,
  fix: '',
});

async function outcomeOf(step: Step, context: CheckContext): Promise<Outcome> {
  try {
    return await step.run(context);
  } catch (error) {
    return error instanceof ConsoleError
      ? failed(error.message, error.fix)
      : failed(`The check itself failed: ${messageOf(error)}.`, 'Try again; if it stays so, report it.');
  }
}
