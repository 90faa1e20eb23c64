import type { AnsweringFact } from '../../../lib/contract/node.ts';
import { advance } from '../../../lib/domain/boot-progress/advance.ts';
import type { BootProgress, BootInput } from '../../../lib/domain/boot-progress/boot-progress.ts';
import type { BootRow, StageRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry, RowPatch } from '../nodes/registry.ts';

type TrackedInput = BootInput extends infer Input
  ? Input extends { at: string }
    ? Omit<Input, 'at'>
    : never
  : never;

/**
 * Tracks the progress of one boot: takes all detections and reports, writes the resulting progress to the database and
 * then publishes it. Writes are sequential; successive changes are combined into one write.
 */
export class BootTracker {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly boot: BootRow;
  #progress: BootProgress;
  /** Stage events as stored in the database, by their index in the progress. */
  readonly #saved: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #written: BootProgress | null = null;

  constructor(context: Context, registry: NodeRegistry, boot: BootRow, progress: BootProgress) {
    this.#context = context;
    this.#registry = registry;
    this.boot = boot;
    this.#progress = progress;
  }

  get progress(): BootProgress {
    return this.#progress;
  }

  take(event: TrackedInput): void {
    const next = advance(this.#progress, { ...event, at: this.#context.now() });
    // Nothing new, and nothing left over from a failed write.
    if (next === this.#progress && next === this.#written) return;
    this.#progress = next;
    this.save();
  }

  /** Who types the onboarding account in this boot. Stored, so that typing continues on the same port after a restart. */
  async promptAnsweredBy(typist: Pick<AnsweringFact, 'by' | 'port'>): Promise<void> {
    const answering = { ...typist, since: this.#context.now() };
    await this.#context.database.boots.update(this.boot.id, { answering });
    this.#registry.update(this.boot.nodeId, { answering });
  }

  /** Restores who was typing before a restart; nobody in a new boot. */
  restoreAnswering(): void {
    this.#registry.update(this.boot.nodeId, { answering: this.boot.answering });
  }

  save(): void {
    if (!this.#isWriting) this.#writing = this.#write();
  }

  /** Resolves when everything taken so far is in the database. */
  async settled(): Promise<void> {
    while (this.#isWriting) await this.#writing;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#written !== this.#progress) {
        const progress = this.#progress;
        await this.#writeStages(progress);
        await this.#writeNode(progress);
        this.#written = progress;
      }
    } catch (error) {
      this.#context.logger.error({ node: this.boot.nodeId, err: error }, 'the progress could not be written');
    } finally {
      // In the same tick as the last check of the progress, so that later input begins a new write.
      this.#isWriting = false;
    }
  }

  async #writeStages(progress: BootProgress): Promise<void> {
    const { boots } = this.#context.database;
    for (const [index, event] of progress.stages.entries()) {
      const text = JSON.stringify(event);
      if (this.#saved[index] === text) continue;
      await boots.saveStage({ id: stageId(this.boot.id, index), bootId: this.boot.id, ...event });
      this.#saved[index] = text;
    }
    if (progress.failure !== this.#written?.failure)
      await boots.update(this.boot.id, { failure: progress.failure });
    if (progress.steps !== this.#written?.steps) await boots.update(this.boot.id, { steps: progress.steps });
  }

  async #writeNode({ stage, ending, failure, stages }: BootProgress): Promise<void> {
    const { row } = this.#registry.find(this.boot.nodeId) ?? {};
    if (row === undefined) return;
    const last = stages.at(-1);
    const patch: RowPatch = {
      stage: ending ?? stage,
      failure,
      progress: ending === null && last?.endedAt === null ? last.progress : null,
      readyAt: row.readyAt ?? (stage === 'ready' ? (last?.startedAt ?? this.#context.now()) : null),
    };
    await this.#registry.write(row.id, patch, { stages, bootNumber: this.boot.number });
  }
}

/** In order of arrival. */
const stageId = (boot: string, index: number): string => `${boot}-${String(index).padStart(4, '0')}`;

/** Restores the progress from the database, to continue it after a restart. */
export function restoredProgress(
  begun: BootProgress,
  boot: BootRow,
  stages: readonly StageRow[],
  now: string,
): BootProgress {
  const events = stages.map(({ id: _, bootId: __, ...event }) => event);
  const last = events.at(-1);
  // No time without a server counts towards a timeout.
  if (last === undefined) return { ...begun, movedAt: now };
  const outcome = last.outcome;
  const ending = outcome === 'running' || outcome === 'passed' ? null : outcome;
  return {
    ...begun,
    stages: events,
    stage: last.stage,
    ending,
    failure: boot.failure,
    steps: boot.steps,
    movedAt: now,
  };
}

export function endReason(reason: string): Reason {
  // Its memory is in a file outside of libvirt's managed saves, so the next start is a cold boot.
  if (reason === 'saved to a file') return 'destroyed';
  return REASONS.find((known) => known === reason) ?? 'unknown';
}

const REASONS = ['shutdown', 'destroyed', 'crashed', 'failed', 'saved', 'unknown'] as const;
export type Reason = (typeof REASONS)[number];
