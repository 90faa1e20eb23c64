import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
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
import { CheckContext, type CheckOptions, type ConsoleService } from './context.ts';
import { checkConnections, checkNames } from './reach.ts';
import { checkSecureBootKey } from './secure-boot-key.ts';
import { runSteps, type Step } from './steps.ts';

/** The first of these services that an earlier step could not use. */
const needs =
  (...services: readonly ConsoleService[]) =>
  ({ usable }: CheckContext): string | null => {
    const service = services.find((name) => !usable.has(name));
    return service === undefined ? null : `an earlier step failed for the ${service} service`;
  };

const STEPS: readonly Step<CheckStepId, CheckContext>[] = [
  { id: 'names', run: checkNames },
  { id: 'connect', run: checkConnections },
  { id: 'certificates', run: checkCertificates, missing: needs('keycloak', 'api') },
  { id: 'clock', run: checkClock, missing: needs('keycloak'), after: ['certificates'] },
  { id: 'token', run: checkToken, missing: needs('keycloak'), after: ['certificates'] },
  { id: 'version', run: checkVersion, missing: needs('api'), after: ['token'] },
  { id: 'project', run: checkProject, missing: needs('api'), after: ['token'] },
  { id: 'rights', run: checkRights, missing: needs('api'), after: ['project'] },
  { id: 'onboarding', run: checkOnboarding, missing: needs('keycloak'), after: ['certificates'] },
  { id: 'boot-certificates', run: checkBootCertificate, missing: needs('boot') },
  { id: 'boot-program', run: checkBootProgram, missing: needs('boot'), after: ['boot-certificates'] },
  { id: 'secure-boot', run: checkSecureBootKey, missing: needs('boot'), after: ['boot-certificates'] },
  { id: 'catalogue', run: checkCatalogue, missing: needs('api'), after: ['version', 'rights'] },
];

/**
 * Checks step by step whether an Edge Orchestrator with these settings can be used. Each step reports what it found, and
 * what to do about it. A step that depends on one that failed is skipped. No password is sent to a server whose
 * certificate has not been verified. Ends early when `signal` aborts; changes nothing anywhere.
 */
export async function* checkConnection(options: CheckOptions): AsyncGenerator<CheckStep, void> {
  const context = new CheckContext(options);
  try {
    yield* runSteps(STEPS, context, { titles: CHECK_TITLES, signal: context.signal });
  } finally {
    await context.close();
  }
}
