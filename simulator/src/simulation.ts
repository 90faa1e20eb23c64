import { type Artefacts } from './boot/artefacts.ts';
import { type Tokens } from './identity/tokens.ts';
import { type KnownNodes } from './scenarios/known-nodes.ts';
import { type Scenarios, type Subject } from './scenarios/scenarios.ts';
import { type Store } from './state/store.ts';

export interface Settings {
  /** The domain under which all of the orchestrator's host names lie. */
  readonly cluster: string;
  readonly heartbeatSeconds: number;
  /** How long an access token lives. */
  readonly tokenSeconds: number;
  /** How long a worker takes over each action, beyond what the action itself takes. */
  readonly stepSeconds: number;
  /** How long the controllers take to act on what the API has recorded. */
  readonly reconcileMilliseconds: number;
  /** What one client address may ask of the API, per second. */
  readonly requestsPerSecond: number;
}

/** The parts that every request handler works with. Built once, in simulator.ts. */
export interface Simulation {
  readonly settings: Settings;
  readonly store: Store;
  readonly scenarios: Scenarios;
  readonly nodes: KnownNodes;
  readonly tokens: Tokens;
  readonly artefacts: Artefacts | undefined;
  /** Asks the controllers to look at the inventory soon. */
  reconcileSoon(): void;
}

/** A client of which only the address is known: what the address stands for is looked up. */
export function subjectOf(simulation: Simulation, address: string): Subject {
  return { address, serial: simulation.nodes.serialOf(address) };
}
