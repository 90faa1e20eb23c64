import { expect, onTestFinished } from 'vitest';
import { z } from 'zod';
import { orchestratorRequest } from '../../lib/contract/orchestrator.ts';
import { preflightStep, type PreflightStep } from '../../lib/contract/preflight.ts';
import { PREFLIGHT_STEPS, type PreflightStepId } from '../../lib/domain/preflight.ts';
import { preflight } from '../core/preflight/preflight.ts';
import type { Subject } from '../core/preflight/subject.ts';
import { SHIPPED_TEMPLATES } from '../core/templates/shipped.ts';
import type { NodeRow } from '../db/api.ts';
import { authorityVolume, signatureLists } from '../hypervisor/index.ts';
import type { OrchestratorAdapter } from '../orchestrator/api.ts';
import { EdgeOrchestrator } from '../orchestrator/edge-orchestrator.ts';
import { openOrchestrator } from '../orchestrator/index.ts';
import { simulatorOptions } from '../orchestrator/settings.ts';
import { nodeRow } from './database.ts';
import { containing } from './matching.ts';
import { MemoryHost } from './memory-host.ts';
import type { SimulatorProcess } from './simulator.ts';

export function httpBoot(bootProgramUrl: string, more: object = {}): OrchestratorAdapter {
  const settings = { bootProgramUrl, ...more };
  return openOrchestrator(orchestratorRequest.parse({ name: 'pxe', kind: 'http-boot', settings }));
}

/** Names of a network resolve to this machine, where the simulator listens. */
async function bootOf(orchestrator: OrchestratorAdapter, address = '127.0.0.1') {
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
async function stepsOf(subject: Subject): Promise<Steps> {
  const steps: PreflightStep[] = [];
  for await (const step of preflight(subject, new AbortController().signal))
    steps.push(preflightStep.parse(step));
  expect(steps.map(({ id }) => id)).toEqual(PREFLIGHT_STEPS);
  return z
    .record(z.enum(PREFLIGHT_STEPS), preflightStep)
    .parse(Object.fromEntries(steps.map((s) => [s.id, s])));
}

export type SettingsChange = Partial<ReturnType<typeof simulatorOptions>['settings']>;

/** An adapter of the simulator, with changed settings; closed when the test ends. */
export function simulatedBy({ facts }: SimulatorProcess, change: SettingsChange = {}): OrchestratorAdapter {
  const options = simulatorOptions('demo', facts);
  const adapter = new EdgeOrchestrator({ ...options, settings: { ...options.settings, ...change } });
  onTestFinished(() => adapter.close());
  return adapter;
}

export interface Setting extends Partial<Omit<Subject, 'nodes' | 'host'>> {
  readonly host?: MemoryHost;
  readonly node?: Partial<NodeRow>;
}

/** Checks a node that exists on a host with everything in order, except for what the test changes. */
export async function checkedAt(
  simulator: SimulatorProcess,
  { host = hostWithRoom(8_192), node = {}, ...changes }: Setting,
): Promise<Steps> {
  const orchestrator = changes.orchestrator === undefined ? simulatedBy(simulator) : changes.orchestrator;
  const row = nodeRow('run', { diskGiB: 16, ...node });
  const exists = changes.exists ?? true;
  if (exists && !host.facts.has(row.uuid)) host.add('memory', row);
  const boot = orchestrator === null ? null : await bootOf(orchestrator).catch(() => null);
  const volume = authorityVolume(row.name);
  if (boot?.facts.authority != null && !host.volumes.has(volume))
    await host.storage.ensureFile(volume, signatureLists(boot.facts.authority));
  return stepsOf({
    ...{ host, nodes: [row], exists, isOn: false, template: SHIPPED_TEMPLATES[0] ?? null },
    loadBoot: () => Promise.resolve(boot),
    ...changes,
    orchestrator,
  });
}
