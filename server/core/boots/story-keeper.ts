import { type AnsweringFact } from '../../../lib/contract/node.ts';
import { advance } from '../../../lib/domain/story/advance.ts';
import { type Story, type StoryInput } from '../../../lib/domain/story/story.ts';
import { type BootRow, type StageRow } from '../../db/api.ts';
import { type Context } from '../context.ts';
import { type NodeBook, type RowPatch } from '../nodes/book.ts';

type StoryEvent = StoryInput extends infer Input
  ? Input extends { at: string }
    ? Omit<Input, 'at'>
    : never
  : never;

/**
 * Tells the story of one boot: everything that is seen or said goes in here, and what becomes of it is written to
 * the database and then told. Writing is behind the story, never beside it: many steps in a row are one write.
 */
export class StoryKeeper {
  readonly #context: Context;
  readonly #book: NodeBook;
  readonly boot: BootRow;
  #story: Story;
  /** Stage events as the database has them, by their place in the story. */
  readonly #saved: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #written: Story | null = null;

  constructor(context: Context, book: NodeBook, boot: BootRow, story: Story) {
    this.#context = context;
    this.#book = book;
    this.boot = boot;
    this.#story = story;
  }

  get story(): Story {
    return this.#story;
  }

  take(event: StoryEvent): void {
    const next = advance(this.#story, { ...event, at: this.#context.now() });
    // Nothing new, and nothing that a full disk has refused before.
    if (next === this.#story && next === this.#written) return;
    this.#story = next;
    this.save();
  }

  /** Who types the onboarding account in this boot; null: nobody yet. */
  answers(typist: Pick<AnsweringFact, 'by' | 'port'> | null): void {
    const answering = typist === null ? null : { ...typist, since: this.#context.now() };
    this.#book.note(this.boot.nodeId, { answering });
  }

  save(): void {
    if (!this.#isWriting) this.#writing = this.#write();
  }

  /** When everything that was taken is in the database. */
  async settled(): Promise<void> {
    while (this.#isWriting) await this.#writing;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#written !== this.#story) {
        const story = this.#story;
        await this.#writeStages(story);
        await this.#writeNode(story);
        this.#written = story;
      }
    } catch (error) {
      this.#context.logger.error({ node: this.boot.nodeId, err: error }, 'the story could not be written');
    } finally {
      // In the same step as the last look at the story: what is taken from now on begins a new write.
      this.#isWriting = false;
    }
  }

  async #writeStages(story: Story): Promise<void> {
    const { boots } = this.#context.database;
    for (const [index, event] of story.stages.entries()) {
      const text = JSON.stringify(event);
      if (this.#saved[index] === text) continue;
      await boots.saveStage({ id: stageId(this.boot.id, index), bootId: this.boot.id, ...event });
      this.#saved[index] = text;
    }
    if (story.failure !== this.#written?.failure)
      await boots.update(this.boot.id, { failure: story.failure });
    if (story.steps !== this.#written?.steps) await boots.update(this.boot.id, { steps: story.steps });
  }

  async #writeNode({ stage, ending, failure, stages }: Story): Promise<void> {
    const { row } = this.#book.find(this.boot.nodeId) ?? {};
    if (row === undefined) return;
    const last = stages.at(-1);
    const patch: RowPatch = {
      stage: ending ?? stage,
      failure,
      progress: ending === null && last?.endedAt === null ? last.progress : null,
      readyAt: row.readyAt ?? (stage === 'ready' ? (last?.startedAt ?? this.#context.now()) : null),
    };
    await this.#book.write(row.id, patch, { stages, bootNumber: this.boot.number });
  }
}

/** Sorted as they came. */
const stageId = (boot: string, index: number): string => `${boot}-${String(index).padStart(4, '0')}`;

/** A story as far as the database remembers it, for taking it up again after a restart. */
export function storyFrom(begun: Story, boot: BootRow, stages: readonly StageRow[], now: string): Story {
  const events = stages.map(({ id: _, bootId: __, ...event }) => event);
  const last = events.at(-1);
  if (last === undefined) return begun;
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
  // Its memory is in somebody's file: for the next start it was switched off.
  if (reason === 'saved to a file') return 'destroyed';
  return REASONS.find((known) => known === reason) ?? 'unknown';
}

const REASONS = ['shutdown', 'destroyed', 'crashed', 'failed', 'saved', 'unknown'] as const;
export type Reason = (typeof REASONS)[number];
