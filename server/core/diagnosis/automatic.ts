import type { Node } from '../../../lib/contract/node.ts';
import { slowAfter, stageTime } from '../../../lib/domain/diagnosis/slowness.ts';
import { isEnding, isFailed, type Stage } from '../../../lib/domain/stages.ts';
import { usualDurations } from '../../../lib/domain/usual.ts';
import type { Context } from '../context.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';
import type { Diagnoses } from './diagnoses.ts';

export interface AutomaticParts {
  readonly context: Pick<Context, 'bus' | 'database' | 'logger' | 'now'>;
  readonly registry: Pick<NodeRegistry, 'all'>;
  readonly diagnoses: Pick<Diagnoses, 'make'>;
  /** Told once of every stage that takes long. */
  readonly onSlow: (
    record: NodeRecord,
    slow: { stage: Stage; took: number; usual: number | undefined; now: string },
  ) => void;
  /** Milliseconds between two looks for stages that take long. */
  readonly interval?: number;
}

const LOOK_MS = 5_000;

/** Has every boot explained that fails, and once in every stage that takes long. */
export class AutomaticDiagnoses {
  readonly #parts: AutomaticParts;
  /** What was explained last, by node. */
  readonly #explained = new Map<string, string>();
  readonly #work = new Set<Promise<void>>();
  readonly #unsubscribe: () => void;
  readonly #looking: NodeJS.Timeout;

  constructor(parts: AutomaticParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.context.bus.on((change) => {
      if (change.kind === 'node') this.#changed(change.object);
    });
    this.#looking = setInterval(() => this.#look(), parts.interval ?? LOOK_MS);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#looking);
    await Promise.all(this.#work);
  }

  #changed({ id, stage, failure, bootNumber, deletedAt }: Node): void {
    if (deletedAt !== null) this.#explained.delete(id);
    else if (isFailed(stage) && failure !== null && bootNumber !== null)
      this.#explain(id, `${bootNumber} ${failure.stage} ${failure.cause}`);
  }

  #look(): void {
    const records = this.#parts.registry.all();
    const now = this.#parts.context.now();
    const usual = new Map<string, ReadonlyMap<Stage, number>>();
    const nodes = () =>
      records.map(({ row, stages }) => ({ id: row.id, template: row.template, stages: [...stages] }));
    for (const record of records) {
      const { row, stages, bootNumber } = record;
      const stage = stages.at(-1)?.stage;
      const took = stageTime(stages, now);
      if (stage === undefined || took === null || !isBooting(record)) continue;
      const key = `${bootNumber} ${stage} slow`;
      if (this.#explained.get(row.id) === key) continue;
      const known = usual.get(row.template) ?? usualDurations(nodes(), { id: '', template: row.template });
      usual.set(row.template, known);
      if (took <= slowAfter(stage, known.get(stage))) continue;
      this.#explain(row.id, key);
      this.#parts.onSlow(record, { stage, took, usual: known.get(stage), now });
    }
  }

  #explain(id: string, what: string): void {
    const before = this.#explained.get(id);
    if (before === what) return;
    this.#explained.set(id, what);
    const work = this.#run(id, before === undefined)
      .catch((error: unknown) => {
        this.#parts.context.logger.warn({ node: id, err: error }, 'a boot could not be explained');
      })
      .finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #run(id: string, isFirst: boolean): Promise<void> {
    const { database } = this.#parts.context;
    const boot = await database.boots.latest(id);
    if (boot === null) return;
    if (isFirst && (await this.#isExplained(boot.id))) return;
    await this.#parts.diagnoses.make(id, boot, true);
  }

  /** By an earlier process of this server, after it had ended so. */
  async #isExplained(bootId: string): Promise<boolean> {
    const { database } = this.#parts.context;
    const [known, stages] = await Promise.all([
      database.diagnoses.get(bootId),
      database.boots.stages([bootId]),
    ]);
    const endedAt = stages.at(-1)?.endedAt;
    return known !== null && endedAt != null && known.at > endedAt;
  }
}

const isBooting = ({ row, state, bootNumber }: NodeRecord): boolean =>
  state === 'running' &&
  bootNumber !== null &&
  row.failure === null &&
  !isEnding(row.stage) &&
  row.stage !== 'ready';
