import { ConsoleError } from '../../../lib/contract/error.ts';
import type {
  Orchestrator,
  OrchestratorDefinition,
  OrchestratorRequest,
} from '../../../lib/contract/orchestrator.ts';
import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { OrchestratorRow } from '../../db/infrastructure.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Demonstration, OrchestratorAdapter } from '../../orchestrator/api.ts';
import {
  checkOrchestrator,
  type Fingerprints,
  openOrchestrator,
  type StoredOrchestrator,
} from '../../orchestrator/index.ts';
import type { Actor } from '../api.ts';
import { type Context, orchestratorNamed, unknownOrchestrator } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { definitionOf, rowOf, storedRequest, withStoredSecrets } from './definitions.ts';
import type { Polling } from './polling.ts';

export interface OrchestratorParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  /** The same map as the context's, which others only read. */
  readonly adapters: Map<string, OrchestratorAdapter>;
  readonly poll: (adapter: OrchestratorAdapter) => Polling;
}

/** The built-in orchestrators, and those that users added, which are stored in the database. */
export class Orchestrators {
  readonly #parts: OrchestratorParts;
  readonly #builtIn: ReadonlySet<string>;
  readonly #polls = new Map<string, Polling>();
  readonly #forget = new Map<string, () => void>();
  /** By name. */
  readonly #mutex = new KeyedMutex();

  constructor(parts: OrchestratorParts) {
    this.#parts = parts;
    this.#builtIn = new Set(parts.adapters.keys());
  }

  /** Opens those of the database. */
  async load(): Promise<void> {
    for (const row of await this.#parts.context.database.orchestrators.list()) {
      if (this.#builtIn.has(row.name)) continue;
      this.#parts.adapters.set(row.name, openOrchestrator(storedRequest(row)));
    }
    for (const adapter of this.#parts.adapters.values()) this.#watch(adapter);
  }

  /** Begins to poll. */
  open(): void {
    for (const poll of this.#polls.values()) poll.open();
  }

  async list(): Promise<Orchestrator[]> {
    return Promise.resolve([...this.#parts.adapters.values()].map((adapter) => this.#view(adapter)));
  }

  async definition(name: string): Promise<OrchestratorDefinition> {
    return definitionOf(await this.#row(name));
  }

  add(request: OrchestratorRequest, actor: Actor): Promise<Orchestrator> {
    requirePermission(actor, 'orchestrators.write');
    return this.#mutex.run(request.name, async () => {
      if (this.#parts.adapters.has(request.name)) throw nameTaken(request.name);
      const complete = withStoredSecrets(request, null);
      const createdAt = this.#parts.context.now();
      await this.#parts.context.database.orchestrators.save(rowOf(complete, createdAt));
      return this.#use(complete);
    });
  }

  /** Everything but name and kind can change; secrets that are left out stay. */
  edit(request: OrchestratorRequest, actor: Actor): Promise<Orchestrator> {
    requirePermission(actor, 'orchestrators.write');
    return this.#mutex.run(request.name, async () => {
      const row = await this.#row(request.name);
      if (row.kind !== request.kind) throw kindFixed(row);
      const complete = withStoredSecrets(request, row);
      await this.#parts.context.database.orchestrators.save(rowOf(complete, row.createdAt));
      await this.#discard(request.name);
      return this.#use(complete);
    });
  }

  remove(name: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'orchestrators.write');
    return this.#mutex.run(name, async () => {
      await this.#row(name);
      const nodes = this.#parts.registry.all().filter(({ row }) => row.orchestrator === name);
      if (nodes.length > 0)
        throw inUse(
          name,
          nodes.map(({ row }) => row.name),
        );
      const { context, adapters } = this.#parts;
      await context.database.orchestrators.remove(name);
      await this.#discard(name);
      adapters.delete(name);
      context.bus.emit({ kind: 'orchestrator-removed', object: { name } });
    });
  }

  /** Tries everything that nodes and this console will need of it; saves nothing. Stored secrets fill in for missing ones. */
  async check(
    request: OrchestratorRequest,
    fingerprints: Fingerprints,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<CheckStep, void>> {
    requirePermission(actor, 'orchestrators.write');
    const row = await this.#parts.context.database.orchestrators.get(request.name);
    const stored = row?.kind === request.kind ? row : null;
    return checkOrchestrator(withStoredSecrets(request, stored), fingerprints, signal);
  }

  demonstration(name: string): Demonstration {
    const { demonstration } = orchestratorNamed(this.#parts.context, name);
    if (demonstration !== null) return demonstration;
    throw new ConsoleError('conflict', `${name} is not a simulator, so faults cannot be injected.`, {
      fix: 'Scenarios exist for the built-in simulator only.',
    });
  }

  /** Adapters of built-in orchestrators are their owner's to close. */
  async close(): Promise<void> {
    for (const forget of this.#forget.values()) forget();
    await Promise.all([...this.#polls.values()].map((poll) => poll.close()));
    const added = [...this.#parts.adapters.values()].filter(({ name }) => !this.#builtIn.has(name));
    await Promise.all(added.map((adapter) => adapter.close()));
  }

  #view({ orchestrator }: OrchestratorAdapter): Orchestrator {
    return { ...orchestrator, builtIn: this.#builtIn.has(orchestrator.name) };
  }

  #use(request: StoredOrchestrator): Orchestrator {
    const adapter = openOrchestrator(request);
    this.#parts.adapters.set(adapter.name, adapter);
    this.#watch(adapter).open();
    const object = this.#view(adapter);
    this.#parts.context.bus.emit({ kind: 'orchestrator', object });
    return object;
  }

  #watch(adapter: OrchestratorAdapter): Polling {
    const { context, poll } = this.#parts;
    const polling = poll(adapter);
    this.#polls.set(adapter.name, polling);
    const emit = () => context.bus.emit({ kind: 'orchestrator', object: this.#view(adapter) });
    this.#forget.set(adapter.name, adapter.onOrchestrator(emit));
    return polling;
  }

  async #discard(name: string): Promise<void> {
    this.#forget.get(name)?.();
    await this.#polls.get(name)?.close();
    this.#polls.delete(name);
    await this.#parts.adapters.get(name)?.close();
  }

  async #row(name: string): Promise<OrchestratorRow> {
    // First: a row of that name may be left from a time when it was not built in.
    if (this.#builtIn.has(name)) throw partOfConsole(name);
    const row = await this.#parts.context.database.orchestrators.get(name);
    if (row !== null) return row;
    throw unknownOrchestrator(this.#parts.context, name);
  }
}

const partOfConsole = (name: string): ConsoleError =>
  new ConsoleError('conflict', `"${name}" is part of the console.`, {
    fix: 'VEN_SIMULATOR=off switches the simulator off.',
  });

function nameTaken(name: string): ConsoleError {
  const message = `There is an orchestrator "${name}" already.`;
  return new ConsoleError('conflict', message, {
    fix: 'Use another name, or edit that orchestrator.',
    errors: [{ field: 'name', message }],
  });
}

function kindFixed({ name, kind }: OrchestratorRow): ConsoleError {
  const message = `"${name}" is of kind ${kind}; the kind of an orchestrator cannot be changed.`;
  return new ConsoleError('conflict', message, {
    fix: 'Add another orchestrator, or remove this one first.',
    errors: [{ field: 'kind', message }],
  });
}

/** Of the nodes, at most so many are named. */
const NAMED = 5;

function inUse(name: string, nodes: readonly string[]): ConsoleError {
  const more = nodes.length > NAMED ? ` and ${nodes.length - NAMED} more` : '';
  return new ConsoleError('conflict', `"${name}" has nodes: ${nodes.slice(0, NAMED).join(', ')}${more}.`, {
    fix: 'Delete its nodes first.',
  });
}
