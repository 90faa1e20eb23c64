import { randomUUID } from 'node:crypto';
import { orchestratorRequest } from '../../lib/contract/orchestrator.ts';
import { EdgeOrchestrator } from '../orchestrator/edge-orchestrator.ts';
import { simulatorOptions } from '../orchestrator/settings.ts';
import type { SimulatorProcess } from './simulator.ts';

/** What a person adds to use this simulator as an Edge Orchestrator. */
export function asEdgeOrchestrator(name: string, { facts }: SimulatorProcess) {
  const { settings, secrets } = simulatorOptions(name, facts);
  return orchestratorRequest.parse({ name, kind: 'edge-orchestrator', settings, secrets });
}

/** Another client of its project, which registers hosts there. */
export function stranger({ facts }: SimulatorProcess) {
  const adapter = new EdgeOrchestrator(simulatorOptions('stranger', facts));
  return {
    adapter,
    register: async (serial: string, uuid: string = randomUUID()) => {
      await adapter.register({ name: serial.toLowerCase(), serial, uuid, autoOnboard: false });
      return { serial, uuid };
    },
    [Symbol.asyncDispose]: () => adapter.close(),
  };
}
