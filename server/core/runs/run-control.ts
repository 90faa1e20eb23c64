import { bulkRequest } from '../../../lib/contract/bulk.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { CreateRequest, Node } from '../../../lib/contract/node.ts';
import type { CancelRunRequest, Retried } from '../../../lib/contract/run-control.ts';
import type { Run } from '../../../lib/contract/run.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { isOn } from '../../../lib/domain/power.ts';
import { isEnding } from '../../../lib/domain/stages.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { NodeRow, RunRow } from '../../db/api.ts';
import type { Actor, Core } from '../api.ts';
import type { Context } from '../context.ts';
import type { Nodes } from '../nodes/nodes.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { Runs } from './runs.ts';
import type { RunHolds } from './holds.ts';

interface Parts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly nodes: Nodes;
  readonly bulks: Core['bulks'];
  readonly runs: Runs;
  readonly holds: RunHolds;
}

type Cancel = NonNullable<NonNullable<RunRow['control']>['cancel']>;

/** Pauses, resumes, cancels and retries runs. What was asked for is recorded first, and carried out after a crash. */
export class RunControl {
  readonly #parts: Parts;
  readonly #mutex = new KeyedMutex();
  /** Nodes that this process has told to power off. */
  readonly #told = new Set<string>();
  readonly #working = new Set<Promise<void>>();
  #unsubscribe = (): void => undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.holds.onChange((id) => void parts.runs.changed(id));
  }

  /** Goes on with cancellations that an earlier process of the server has recorded. */
  async resume(): Promise<void> {
    const { context, holds } = this.#parts;
    this.#unsubscribe = context.bus.on((change) => {
      if (change.kind === 'node') this.#nodeChanged(change.object);
    });
    for (const { id, control } of await context.database.runs.controlled()) {
      await holds.learn(id);
      if ((control?.cancel?.pending.length ?? 0) > 0) this.#keep(this.#carryOut(id));
    }
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await Promise.allSettled(this.#working);
    await this.#parts.holds.close();
  }

  /** No further node of it begins to boot; what boots goes on. */
  async pause(id: string, actor: Actor): Promise<Run> {
    requirePermission(actor, 'nodes.power');
    const { context, holds, runs } = this.#parts;
    const run = await runs.get(id);
    if (run.hold !== null) return run;
    if (run.state !== 'running')
      throw new ConsoleError('conflict', `Nothing of the run waits or boots: it is ${run.state}.`, {
        fix: 'Only a run that is under way can be paused.',
      });
    await holds.change(id, (control) => ({ ...control, hold: { since: context.now(), by: actor.name } }));
    return runs.get(id);
  }

  /** Failures so far no longer count for `stopAfter`. */
  async resumeRun(id: string, actor: Actor): Promise<Run> {
    requirePermission(actor, 'nodes.power');
    const { runs } = this.#parts;
    await runs.get(id);
    await this.#free(id);
    return runs.get(id);
  }

  /** Those that wait never begin; those that boot are powered off, or deleted; those that are ready stay. */
  async cancel(id: string, request: CancelRunRequest, actor: Actor): Promise<Run> {
    requirePermission(actor, 'nodes.power');
    if (request.cleanUp) requirePermission(actor, 'nodes.delete');
    const { context, holds, registry, runs } = this.#parts;
    await runs.get(id);
    const pending = registry
      .all()
      .filter(({ row }) => row.runId === id && row.readyAt === null)
      .filter(({ row }) => request.cleanUp || !isEnding(row.stage))
      .map(({ row }) => row.id);
    if (pending.length === 0)
      throw new ConsoleError('conflict', 'The run has no node that waits or boots.', {
        fix: 'There is nothing to cancel; to remove its nodes, delete them.',
      });
    const cancel = { at: context.now(), by: actor.name, ...request, pending };
    await holds.change(id, (control) => ({ ...control, hold: null, cancel }));
    this.#keep(this.#carryOut(id));
    return runs.get(id);
  }

  /** Provisions its failed nodes again, and creates those again whose create had failed. */
  async retry(id: string, actor: Actor): Promise<Retried> {
    requirePermission(actor, 'nodes.create');
    requirePermission(actor, 'nodes.delete');
    return this.#mutex.run(`retry ${id}`, async () => {
      const { holds, registry, bulks, runs, context } = this.#parts;
      await holds.learn(id);
      const failures = new Set(holds.failures(id));
      const there = [...failures].filter((node) => {
        const operation = registry.find(node)?.operation;
        return registry.find(node) !== undefined && operation == null;
      });
      const lost = lostOf(await context.database.nodes.ofRun(id)).filter((row) => failures.has(row.id));
      if (there.length + lost.length === 0)
        throw new ConsoleError('conflict', 'No node of the run has failed.', {
          fix: 'A node that was deleted can be made again with “Run again” or “Scale”.',
        });
      await this.#free(id);
      const created = lost.length === 0 ? null : await this.#createAgain(id, lost, actor);
      const request = bulkRequest.safeParse({ action: 'reprovision', nodes: there });
      const provisioned = request.success ? await bulks.begin(request.data, actor) : null;
      return { run: await runs.get(id), provisioned, created };
    });
  }

  async #createAgain(id: string, lost: readonly NodeRow[], actor: Actor) {
    const row = await this.#parts.context.database.runs.get(id);
    if (row?.request == null)
      throw new ConsoleError('conflict', 'It is not known what this run was created with.', {
        fix: 'Create the nodes that are missing by themselves.',
      });
    const {
      name: _,
      serials: __,
      serialPattern: ___,
      nodes,
      count: ____,
      identity: _____,
      ...same
    } = row.request;
    const entries = lost.map(({ name, serial, uuid }) => ({
      ...nodes?.find((entry) => entry.serial === serial),
      ...{ name, serial, uuid },
    }));
    const request: CreateRequest = { ...same, count: entries.length, nodes: entries };
    const [first] = lost;
    const seed = first === undefined ? null : { seedPassword: first.seedPassword };
    return this.#parts.nodes.extend(row, { request, prefix: row.template, seed }, actor);
  }

  async #free(id: string): Promise<void> {
    const { holds } = this.#parts;
    await holds.change(id, (control) => ({ ...control, hold: null, forgiven: holds.failures(id) }));
  }

  #nodeChanged({ id, runId }: Node): void {
    const cancel = this.#cancelOf(runId);
    if (cancel?.cleanUp === false && cancel.pending.includes(id)) this.#keep(this.#carryOut(runId));
  }

  #cancelOf(runId: string): Cancel | null {
    return this.#parts.holds.of({ id: runId, control: null }).cancel;
  }

  #carryOut(id: string): Promise<void> {
    return this.#mutex.run(id, async () => {
      const cancel = this.#cancelOf(id);
      if (cancel === null || cancel.pending.length === 0) return;
      const done = cancel.cleanUp ? await this.#delete(cancel) : await this.#powerOff(cancel);
      if (done.size === 0) return;
      await this.#parts.holds.change(id, (control) => ({
        ...control,
        cancel: { ...cancel, pending: cancel.pending.filter((node) => !done.has(node)) },
      }));
    });
  }

  /** Recorded as one action on all of them, which goes on by itself. */
  async #delete({ pending, by, orchestrator }: Cancel): Promise<Set<string>> {
    const { bulks, registry } = this.#parts;
    const nodes = pending.filter((id) => registry.find(id) !== undefined);
    const request = bulkRequest.safeParse({ action: 'delete', nodes, orchestrator });
    if (request.success) await bulks.begin(request.data, onBehalfOf(by));
    return new Set(pending);
  }

  /** Those that are off now; the others follow with the changes of their nodes. */
  async #powerOff({ pending, by }: Cancel): Promise<Set<string>> {
    const ended = new Set<string>();
    for (const id of pending) if (await this.#end(id, by)) ended.add(id);
    return ended;
  }

  async #end(id: string, by: string): Promise<boolean> {
    const { registry, nodes, context } = this.#parts;
    const record = registry.find(id);
    if (record === undefined || record.row.readyAt !== null) return true;
    if (record.operation !== null || record.state === 'no state') return false;
    if (isEnding(record.row.stage)) return true;
    if (!isOn(record.state)) {
      await registry.write(id, { stage: 'cancelled' });
      return true;
    }
    // Whoever looks at the node sees why it could not be powered off.
    if (this.#told.has(id)) return true;
    this.#told.add(id);
    await nodes.act(id, 'stop', onBehalfOf(by)).catch((error: unknown) => {
      context.logger.warn({ node: id, err: error }, 'a node of a cancelled run could not be powered off');
    });
    return false;
  }

  #keep(work: Promise<void>): void {
    const kept = work
      .catch((error: unknown) => {
        this.#parts.context.logger.error({ err: error }, 'the cancellation of a run is not carried out');
      })
      .finally(() => this.#working.delete(kept));
    this.#working.add(kept);
  }
}

/** Permissions were checked with the request. */
const onBehalfOf = (name: string): Actor => ({ userId: '', name, role: 'operator' });

/** Nodes whose create failed and left nothing, and that were not created again since. */
function lostOf(rows: readonly NodeRow[]): NodeRow[] {
  return rows.filter(
    (row) =>
      row.deletedAt !== null &&
      row.stage === 'failed' &&
      row.failure?.stage === 'defined' &&
      !rows.some((other) => other.name === row.name && other.createdAt > row.createdAt),
  );
}
