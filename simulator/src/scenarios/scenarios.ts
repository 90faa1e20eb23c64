import { z } from 'zod';
import { SimulatorError } from '../error.ts';
import { ActiveScenario } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import { CATALOGUE, type ScenarioDefinition } from './catalogue.ts';
import { globMatches } from './glob.ts';

/** The client of a request, as far as it is known. */
export interface Subject {
  readonly serial?: string | undefined;
  readonly address?: string | undefined;
}

/** A scenario that is active for a subject. */
export interface Applied<P> {
  readonly parameters: P;
  /** Whether it is limited to some serial numbers or addresses. */
  readonly isLimited: boolean;
  /** Counts this scenario for `key`; returns the number of times since it was switched on. */
  count(key: string): number;
}

export const ScenarioRequest = z.strictObject({
  name: z.string(),
  serial: z.string().min(1).max(64).optional(),
  address: z.string().min(1).max(64).optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
export type ScenarioRequest = z.output<typeof ScenarioRequest>;

/** The active scenarios and their limits. They are part of the state, so they survive a restart. */
export class Scenarios {
  readonly #store: Store;
  readonly #counts = new Map<string, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  list(): readonly ActiveScenario[] {
    return this.#store.state.scenarios;
  }

  /** Switches a scenario on; replaces the same scenario with the same limits. */
  set(request: ScenarioRequest): ActiveScenario {
    const definition = definitionOf(request.name);
    const parameters = definition.parameters.safeParse(request.parameters);
    if (!parameters.success) {
      const problems = parameters.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new SimulatorError('usage', `${request.name}: ${problems.join('; ')}`);
    }
    if (request.serial !== undefined) requireKnownSerial(definition, parameters.data);
    const entry = ActiveScenario.parse({ ...request, parameters: parameters.data, since: Date.now() });
    this.#remove((other) => other.name === entry.name && sameLimits(other, entry));
    this.#store.state.scenarios.push(entry);
    this.#store.changed();
    return entry;
  }

  /** Switches scenarios off: all without a name, all of that name without limits. Returns their number. */
  clear(which: {
    name?: string | undefined;
    serial?: string | undefined;
    address?: string | undefined;
  }): number {
    if (which.name !== undefined) definitionOf(which.name);
    return this.#remove(
      (entry) =>
        (which.name === undefined || entry.name === which.name) &&
        (which.serial === undefined || entry.serial === which.serial) &&
        (which.address === undefined || entry.address === which.address),
    );
  }

  /** The active scenario for a subject; the last one set wins. */
  active<P extends z.ZodType>(
    definition: ScenarioDefinition<P>,
    subject: Subject,
  ): Applied<z.output<P>> | undefined {
    const entry = this.#store.state.scenarios.findLast(
      (candidate) => candidate.name === definition.name && concerns(candidate, subject),
    );
    if (entry === undefined) return undefined;
    const prefix = keyOf(entry);
    return {
      parameters: definition.parameters.parse(entry.parameters),
      isLimited: entry.serial !== undefined || entry.address !== undefined,
      count: (key) => {
        const counter = `${prefix} ${key}`;
        const next = (this.#counts.get(counter) ?? 0) + 1;
        this.#counts.set(counter, next);
        return next;
      },
    };
  }

  #remove(matches: (entry: ActiveScenario) => boolean): number {
    const { scenarios } = this.#store.state;
    const removed = scenarios.filter(matches);
    if (removed.length === 0) return 0;
    this.#store.state.scenarios = scenarios.filter((entry) => !removed.includes(entry));
    for (const entry of removed) {
      for (const counter of this.#counts.keys()) {
        if (counter.startsWith(`${keyOf(entry)} `)) this.#counts.delete(counter);
      }
    }
    this.#store.changed();
    return removed.length;
  }
}

/** Rejects a limit by serial number if the scenario takes effect before serial numbers are known. */
function requireKnownSerial(definition: ScenarioDefinition, parameters: unknown): void {
  const reason =
    definition.scope === 'api'
      ? 'it affects API clients, which have no serial number'
      : (definition.beforeSerial?.(definition.parameters.parse(parameters)) ?? null);
  if (reason === null) return;
  const message = `serial: ${definition.name} cannot be limited by serial number, because ${reason}: limit it by address or not at all`;
  throw new SimulatorError('usage', message, undefined, 'serial');
}

function definitionOf(name: string): ScenarioDefinition {
  const definition = CATALOGUE.find((candidate) => candidate.name === name);
  if (definition !== undefined) return definition;
  const names = CATALOGUE.map((candidate) => candidate.name).join(', ');
  throw new SimulatorError('usage', `no scenario is called ${JSON.stringify(name)}; there are: ${names}`);
}

/** A limit on something that is not known about the subject excludes it. */
function concerns(entry: ActiveScenario, subject: Subject): boolean {
  return limitAllows(entry.serial, subject.serial) && limitAllows(entry.address, subject.address);
}

function limitAllows(limit: string | undefined, value: string | undefined): boolean {
  if (limit === undefined) return true;
  return value !== undefined && globMatches(limit, value);
}

function sameLimits(a: ActiveScenario, b: ActiveScenario): boolean {
  return a.serial === b.serial && a.address === b.address;
}

function keyOf(entry: ActiveScenario): string {
  return JSON.stringify([entry.name, entry.serial, entry.address, entry.since]);
}
