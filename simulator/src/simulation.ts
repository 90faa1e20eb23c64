import type { Artefacts } from './boot/artefacts.ts';
import type { Signed } from './secure-boot/signed-files.ts';
import type { Tokens } from './identity/tokens.ts';
import type { KnownNodes } from './scenarios/known-nodes.ts';
import type { Scenarios, Subject } from './scenarios/scenarios.ts';
import type { Strictness } from './strictness.ts';
import type { Store } from './state/store.ts';

export interface Settings {
  /** The domain of the orchestrator's host names. */
  readonly cluster: string;
  readonly heartbeatSeconds: number;
  /** Lifetime of access tokens. */
  readonly tokenSeconds: number;
  /** Extra time that a worker takes for each action. */
  readonly stepSeconds: number;
  /** Delay before the controllers act on a change. */
  readonly reconcileMilliseconds: number;
  /** API requests per second allowed for each client address. */
  readonly requestsPerSecond: number;
  readonly strictness: Strictness;
}

/** The parts that all request handlers share. Built in simulator.ts. */
export interface Simulation {
  readonly settings: Settings;
  readonly store: Store;
  readonly scenarios: Scenarios;
  readonly nodes: KnownNodes;
  readonly tokens: Tokens;
  readonly artefacts: Artefacts | undefined;
  readonly signed: Signed;
  /** Schedules a run of the controllers. */
  reconcileSoon(): void;
}

/** The subject of a client address, with its serial number if it is known. */
export function subjectOf(simulation: Simulation, address: string): Subject {
  return { address, serial: simulation.nodes.serialOf(address) };
}
