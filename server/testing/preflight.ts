import { expect } from 'vitest';
import { z } from 'zod';
import { orchestratorRequest } from '../../lib/contract/orchestrator.ts';
import { preflightStep, type PreflightStep } from '../../lib/contract/preflight.ts';
import { PREFLIGHT_STEPS, type PreflightStepId } from '../../lib/domain/preflight.ts';
import { preflight } from '../core/preflight/preflight.ts';
import type { Subject } from '../core/preflight/subject.ts';
import type { OrchestratorAdapter } from '../orchestrator/api.ts';
import { openOrchestrator } from '../orchestrator/index.ts';
import { containing } from './matching.ts';
import { MemoryHost } from './memory-host.ts';

export function httpBoot(bootProgramUrl: string, more: object = {}): OrchestratorAdapter {
  const settings = { bootProgramUrl, ...more };
  return openOrchestrator(orchestratorRequest.parse({ name: 'pxe', kind: 'http-boot', settings }));
}

/** Names of a network resolve to this machine, where the simulator listens. */
export async function bootOf(orchestrator: OrchestratorAdapter, address = '127.0.0.1') {
  const facts = await orchestrator.bootFacts();
  const { bootProgramUrl, bootScriptUrl, hosts } = facts;
  const names = hosts.map((each) => ({ address, names: each.names }));
  const network = { name: 'ven-net', installation: 'memory', subnet: '192.0.2' };
  return {
    facts,
    where: { kind: 'own', network: { ...network, bootProgramUrl, bootScriptUrl, names } },
  } as const;
}

export function hostWithRoom(
  memoryFreeMiB: number,
  options?: ConstructorParameters<typeof MemoryHost>[0],
): MemoryHost {
  const host = new MemoryHost(options);
  const disk = { poolGiB: 100, poolFreeGiB: 100, poolPromisedGiB: 0, otherPools: [] };
  const memory = { memoryMiB: 16_384, memoryFreeMiB, memoryPromisedMiB: 0 };
  host.report({ capacity: { ...disk, ...memory, cpus: 8, vcpusUsed: 0, domainsRunning: 0 } });
  return host;
}

export type Steps = Readonly<Record<PreflightStepId, PreflightStep>>;

/** A verdict about a boot stands on the finding, not on the words. */
export const failure = (
  finding: PreflightStep['finding'],
  evidence: string,
  fix: string,
  repair: PreflightStep['repair'] = null,
) => ({
  ...{ state: 'failed', finding, evidence: containing(evidence), fix: containing(fix), repair },
});
export const warning = (finding: PreflightStep['finding'], evidence: string, fix = '') => ({
  ...{ state: 'warning', finding, evidence: containing(evidence), fix: containing(fix) },
});
export const states = (steps: Steps) =>
  Object.fromEntries(PREFLIGHT_STEPS.map((id) => [id, steps[id].state]));

/** Every step of the check, in order. */
export async function stepsOf(subject: Subject): Promise<Steps> {
  const steps: PreflightStep[] = [];
  for await (const step of preflight(subject, new AbortController().signal))
    steps.push(preflightStep.parse(step));
  expect(steps.map(({ id }) => id)).toEqual(PREFLIGHT_STEPS);
  return z
    .record(z.enum(PREFLIGHT_STEPS), preflightStep)
    .parse(Object.fromEntries(steps.map((s) => [s.id, s])));
}
