import { expect } from 'vitest';
import { z } from 'zod';
import { type CheckStep, checkStep } from '../../lib/contract/orchestrator-check.ts';
import {
  orchestratorSettingsSchema,
  type OrchestratorSettings,
} from '../../lib/contract/orchestrator-settings.ts';
import { CHECK_STEPS_OF } from '../../lib/domain/connection-check.ts';
import { checkConnection } from '../orchestrator/check/check.ts';
import type { CheckOptions } from '../orchestrator/check/context.ts';
import { type EdgeOrchestratorOptions, simulatorOptions } from '../orchestrator/settings.ts';
import { containing } from './matching.ts';
import { STAND_IN, type StandIn } from './orchestrator-stand-in.ts';
import type { SimulatorProcess } from './simulator.ts';

export const EDGE_STEPS = CHECK_STEPS_OF['edge-orchestrator'];

const Steps = z.record(z.enum(EDGE_STEPS), checkStep);
export type Steps = z.infer<typeof Steps>;

async function checked(options: CheckOptions): Promise<Steps> {
  const steps: CheckStep[] = [];
  for await (const step of checkConnection(options)) steps.push(checkStep.parse(step));
  expect(steps.map(({ id }) => id)).toEqual(EDGE_STEPS);
  for (const { state, fix, evidence } of steps) {
    expect(evidence).not.toBe('');
    expect(fix === '').toBe(state === 'ok' || state === 'skipped');
  }
  return Steps.parse(Object.fromEntries(steps.map((step) => [step.id, step])));
}

/** Checks a simulator, with changed settings. */
export function checkedSimulator(
  simulator: SimulatorProcess,
  change: Partial<OrchestratorSettings> = {},
  { password, ...more }: Partial<CheckOptions> & { password?: string } = {},
): Promise<Steps> {
  const { name, settings, secrets } = simulatorOptions('demo', simulator.facts);
  return checked({
    name,
    settings: { ...settings, answerSeconds: 5, ...change },
    secrets: { ...secrets, apiPassword: password ?? secrets.apiPassword },
    ...more,
  });
}

/** A stand-in as an orchestrator, with changed settings. */
export function standInOptions(
  standIn: StandIn,
  change: Partial<OrchestratorSettings> = {},
): EdgeOrchestratorOptions {
  const settings = orchestratorSettingsSchema.parse({
    ...STAND_IN,
    services: {
      ...{ keycloak: standIn.url('keycloak'), api: standIn.url('api') },
      boot: standIn.url('tinkerbell-haproxy'),
    },
    ...{ apiUser: 'api-user', onboardingUser: 'onboarding-user', apiAuthority: standIn.authority },
    hosts: [{ address: '127.0.0.1', names: [`*.${STAND_IN.cluster}`] }],
    answerSeconds: 5,
  });
  const secrets = { apiPassword: 'Api-password-1', onboardingPassword: 'Onboarding-1' };
  return { name: 'demo', kind: 'edge-orchestrator', settings: { ...settings, ...change }, secrets };
}

/** Checks a stand-in, with changed settings. */
export function checkedStandIn(
  standIn: StandIn,
  change: Partial<OrchestratorSettings> = {},
  more: Partial<CheckOptions> = {},
): Promise<Steps> {
  const { name, settings, secrets } = standInOptions(standIn, change);
  return checked({ name, settings, secrets, ...more });
}

export const states = (steps: Steps) =>
  Object.fromEntries(Object.entries(steps).map(([id, { state }]) => [id, state]));
/** `finding`: left out, none is expected of a certain kind. */
export const failure = (evidence: string, fix: string, finding?: CheckStep['finding']) => ({
  ...{ state: 'failed', ...(finding !== undefined && { finding }) },
  evidence: containing(evidence),
  fix: containing(fix),
});
