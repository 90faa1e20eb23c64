import type { OperationStepName } from '../../../lib/contract/operation.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { onboardsAgain } from '../../../lib/domain/checkpoint.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { CheckpointRow, NodeRow, OperationRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { type Parts, powerOnSteps, reachHost } from '../operations/lifecycle.ts';
import type { Plan, Planner, Step } from '../operations/runner.ts';
import { type GoBackParameters, goBackParameters } from './parameters.ts';
import { mergesFor } from './merges.ts';
import { mergeLayers } from './plans.ts';
import { copiesOf, placeOf, sweepLayers } from './volumes.ts';

/**
 * The checkpoint's disk becomes the base of a new layer. Until that is the node's disk nothing is lost; if what follows
 * fails, disk and state from before are put back, together.
 */
export const planGoBack =
  (parts: Parts): Planner =>
  async (operation, signal): Promise<Plan> => {
    const wish = goBackParameters.parse(operation.request);
    const { row } = parts.registry.get(operation.nodeId);
    const points = await parts.context.database.checkpoints.ofNode(row.id);
    const point = points.find((each) => each.id === wish.checkpoint);
    if (point === undefined) throw isGone(operation, wish.name);
    const way = new Way(parts, row, { wish, point, points });
    const registers = onboardsAgain(point) && row.orchestrator !== null;
    const unlessThere = (name: OperationStepName, act: () => Promise<void>): Step => ({
      name,
      act: async () => (way.isStarted ? undefined : act()),
    });
    const register = unlessThere('register', () => parts.resources.register(row));
    return {
      steps: [
        reachHost(parts.resources.host(row), signal),
        { name: 'stop', act: () => way.stop() },
        unlessThere('prepare-disk', () => way.prepare()),
        ...(registers ? [unlessThere('deregister', () => parts.resources.deregister(row))] : []),
        unlessThere('go-back', () => way.goBack()),
        ...(registers ? [register] : []),
        unlessThere('drop-checkpoint', () => way.finish()),
        ...(wish.start ? powerOnSteps(parts, row, operation, signal) : []),
        { name: 'merge-disk', act: () => way.merge() },
      ],
      async rollBack() {
        if (way.isFinished) return;
        await way.return();
        if (registers) await register.act();
      },
    };
  };

interface Points {
  readonly wish: GoBackParameters;
  readonly point: CheckpointRow;
  readonly points: readonly CheckpointRow[];
}

/** The way of a node to one of its checkpoints, and back. */
class Way {
  readonly #parts: Parts;
  readonly #row: NodeRow;
  readonly #points: Points;
  readonly #host: HypervisorHost;
  /** An earlier attempt came so far that the node was started from there: its disk has changed since. */
  isStarted = false;
  isFinished = false;

  constructor(parts: Parts, row: NodeRow, points: Points) {
    this.#parts = parts;
    this.#row = row;
    this.#points = points;
    this.#host = parts.resources.host(row);
  }

  async stop(): Promise<void> {
    const { uuid, host } = this.#row;
    const facts = await this.#host.domains.get(uuid);
    this.isStarted = facts !== null && isOn(facts.state) && (await this.#isBack());
    if (this.isStarted) return;
    await this.#host.domains.destroy(uuid);
    await this.#parts.inventory.look(host, uuid);
  }

  async prepare(): Promise<void> {
    await this.#addLayer();
    if (await this.#isBack()) return;
    await this.#host.checkpoints.saveState(this.#row.uuid, this.#undo());
  }

  async goBack(): Promise<void> {
    const { checkpoints } = this.#host;
    const { id, state } = this.#points.point;
    await checkpoints.useLayer(this.#row.uuid, placeOf(this.#row), await this.#addLayer());
    await checkpoints.putState(this.#row.uuid, copiesOf(this.#row, id), state);
    await this.#parts.boots.renew(this.#row.id);
  }

  async finish(): Promise<void> {
    const { point } = this.#points;
    const change = { ...nodeAt(point), diskGiB: point.diskGiB };
    await this.#parts.registry.write(this.#row.id, change, { stages: [], view: null });
    this.isFinished = true;
    await this.#sweep();
  }

  /** What only the disk from before and something else were based on. */
  async merge(): Promise<void> {
    const points = await this.#parts.context.database.checkpoints.ofNode(this.#row.id);
    await mergeLayers(this.#parts, this.#row, await mergesFor(this.#host, this.#row, points));
  }

  /** To what the node had before. */
  async return(): Promise<void> {
    const { checkpoints } = this.#host;
    const { wish } = this.#points;
    if (await this.#isBack()) {
      await checkpoints.useLayer(this.#row.uuid, placeOf(this.#row), wish.disk);
      await checkpoints.putState(this.#row.uuid, this.#undo(), wish.state);
    }
    await this.#sweep();
  }

  async #isBack(): Promise<boolean> {
    return (await this.#host.checkpoints.disk(this.#row.uuid)).includes(`~${this.#points.wish.id}.`);
  }

  #addLayer(): Promise<string> {
    const { wish, point } = this.#points;
    return this.#host.checkpoints.addLayer(placeOf(this.#row), wish.id, point.disk);
  }

  /** Copies of what the node had before. */
  #undo() {
    return copiesOf(this.#row, this.#points.wish.id);
  }

  async #sweep(): Promise<void> {
    const { nvram, tpm } = this.#undo();
    await this.#host.storage.removeVolumes([nvram, tpm]);
    await sweepLayers(this.#host, this.#row, this.#points.points);
  }
}

/** The node as it is at its next start: provisioned, or at the beginning. */
const nodeAt = (point: CheckpointRow) =>
  onboardsAgain(point)
    ? ({ stage: 'defined', failure: null, progress: null, address: null, readyAt: null } as const)
    : ({ stage: point.stage, failure: null, progress: null, readyAt: point.readyAt } as const);

const isGone = ({ nodeId }: OperationRow, name: string): ConsoleError =>
  new ConsoleError('not-found', `The node ${nodeId} has no checkpoint "${name}" any more.`, {
    fix: 'Choose another one.',
  });
