import type { OrchestratorAdapter, NodeAtOrchestrator } from '../../orchestrator/api.ts';
import type { OrchestratorView } from '../../../lib/contract/node.ts';
import type { StatusReport } from '../../../lib/domain/boot-progress/boot-progress.ts';
import { stageIndex } from '../../../lib/domain/stages.ts';
import type { Boots } from '../boots/boots.ts';
import type { Context } from '../context.ts';
import type { Addresses } from '../nodes/addresses.ts';
import type { NodeRegistry } from '../nodes/registry.ts';

export interface PollingParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly boots: Boots;
  readonly addresses: Addresses;
}

/** Polls one orchestrator for all of its nodes at once, and passes its reports on. */
export class Polling {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #boots: Boots;
  readonly #addresses: Addresses;
  readonly #orchestrator: OrchestratorAdapter;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> | null = null;
  #closed = false;
  readonly #unsubscribe: () => void;

  constructor({ context, registry, boots, addresses }: PollingParts, orchestrator: OrchestratorAdapter) {
    this.#context = context;
    this.#registry = registry;
    this.#boots = boots;
    this.#addresses = addresses;
    this.#orchestrator = orchestrator;
    let hurried = false;
    const stop = context.bus.on((change) => {
      if (change.kind !== 'node') return;
      const hurries = this.isUrgent();
      if (hurries && !hurried) this.#later(0);
      hurried = hurries;
    });
    this.#unsubscribe = stop;
  }

  open(): void {
    this.#later(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    await this.#polling;
  }

  #later(milliseconds: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#polling ??= this.#poll().finally(() => {
        this.#polling = null;
        const { busy, idle } = this.#orchestrator.pollSeconds;
        this.#later((this.isUrgent() ? busy : idle) * 1000);
      });
    }, milliseconds);
  }

  #nodes() {
    return this.#registry.all().filter(({ row }) => row.orchestrator === this.#orchestrator.name);
  }

  /** Whether a node is waiting for a report by the orchestrator. */
  isUrgent(): boolean {
    return this.#nodes().some(({ row, state }) => {
      if (state !== 'running') return false;
      const progress = this.#boots.progress(row.id);
      if (progress?.ending !== null || progress.stage === 'ready') return false;
      return stageIndex(progress.stage) >= stageIndex('micro-os');
    });
  }

  async #poll(): Promise<void> {
    const nodes = this.#nodes();
    try {
      const states = await this.#orchestrator.states(nodes.map(({ row }) => row));
      const byUuid = new Map(states.map((state) => [state.uuid, state]));
      for (const { row } of nodes) await this.#apply(row.id, byUuid.get(row.uuid.toLowerCase()));
    } catch (error) {
      // The adapter publishes its own state; the next poll tries again.
      this.#context.logger.debug({ orchestrator: this.#orchestrator.name, err: error }, 'poll failed');
    }
  }

  async #apply(id: string, state: NodeAtOrchestrator | undefined): Promise<void> {
    const record = this.#registry.find(id);
    if (record === undefined) return;
    if (state === undefined) {
      this.#registry.update(id, { view: null });
      return;
    }
    const same = textOf(record.view) === textOf(state.view);
    if (!same) this.#registry.update(id, { view: state.view });
    await this.#addresses.report(id, state.address);
    const report = reportOf(state);
    if (report !== null) this.#boots.reportedByOrchestrator(id, report);
  }
}

/** Without the time of the poll. */
const textOf = (view: OrchestratorView | null): string => JSON.stringify({ ...view, checkedAt: '' });

function reportOf({ stage, progress, view }: NodeAtOrchestrator): StatusReport | null {
  const { statuses } = view;
  switch (stage) {
    case 'unknown':
      return null;
    case 'provisioning':
      return { status: stage, progress, statuses };
    case 'failed': {
      const error = view.statuses.find(({ indicator }) => indicator === 'error');
      return { status: stage, text: error?.text ?? 'a failure without a description', statuses };
    }
    case 'onboarded':
      return { status: stage, awaitsOs: view.awaitsOs, statuses };
    case 'registered':
    case 'provisioned':
    case 'installed':
    case 'rebooting':
    case 'running':
      return { status: stage, statuses };
  }
}
