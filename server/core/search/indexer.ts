import { join } from 'node:path';
import { messageOf } from '../../../lib/contract/error.ts';
import type { SearchIndexState } from '../../../lib/contract/search.ts';
import type { StageEvent } from '../../../lib/contract/boot.ts';
import type { IndexedBoot, StageBegin } from '../../db/search-index/api.ts';
import type { BootPlace, BootRow } from '../../db/api.ts';
import type { Context } from '../context.ts';
import { bootsOnDisk } from '../retention/boot-files.ts';
import { type IndexEngine, IndexFullError, IndexRenewedError } from './index-engine.ts';

/** Delay after the start, which has more urgent work. */
const FIRST_MS = 1000;
/** Between two looks at the boots that go on. */
const LOOK_MS = 2000;
/** Looks after which it is compared with what is on disk: boots may have ended unseen. */
const LOOKS_PER_CHECK = 1800;
/** After a failure, such as a full disk. */
const RETRY_MS = 30_000;
/** Old boots get as much of a processor as they leave free; more when this is less. */
const PAUSE_PER_WORK = 1;

export interface IndexerParts {
  readonly context: Pick<Context, 'database' | 'dataDir' | 'logger' | 'now'>;
  readonly registry: { all(): readonly Following[] };
  readonly boots: { running(node: string): Pick<BootRow, 'id' | 'startedAt'> | undefined };
  readonly engine: IndexEngine;
}

/** A node that may have a boot under way. */
interface Following {
  readonly row: { readonly id: string };
  readonly stages: readonly StageEvent[];
}

type Problem = NonNullable<SearchIndexState['problem']>;

/** Indexes in the background: first what boots that go on have printed, then what is missing of those that have ended. */
export class Indexer {
  readonly #parts: IndexerParts;
  /** Ended boots that are not in the index yet; the one that began last is the last. */
  #waiting: BootPlace[] = [];
  readonly #live = new Set<string>();
  /** Boots on disk that it need not look for. */
  #known = new Set<string>();
  /** Somebody searches, and wants to find all. */
  #asked = false;
  /** Whose files could not be read; they are tried again at the next start. */
  readonly #unreadable = new Set<string>();
  #done = 0;
  #isOpen = false;
  #looks = 0;
  #renewed: SearchIndexState['rebuilt'] = null;
  #problem: Problem | null = null;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: IndexerParts) {
    this.#parts = parts;
  }

  open(after = FIRST_MS): void {
    this.#arm(after);
  }

  get state(): SearchIndexState {
    const isBehind = !this.#isOpen || this.#waiting.length > 0;
    return {
      state: this.#problem !== null ? 'stopped' : isBehind ? 'building' : 'current',
      done: this.#done,
      total: this.#done + this.#waiting.length,
      rebuilt: isBehind ? this.#renewed : null,
      problem: this.#problem,
    };
  }

  /** The logs of a boot were removed. */
  async forget(boot: string): Promise<void> {
    this.#waiting = this.#waiting.filter(({ id }) => id !== boot);
    await this.#parts.engine.forget(boot).catch((error: unknown) => {
      // What it cannot forget now, it forgets when it is opened the next time.
      this.#parts.context.logger.warn({ boot, err: error }, 'a removed log is still in the search index');
    });
  }

  /** Somebody searches: boots that this process was not told of are looked for soon. */
  look(): void {
    this.#asked = true;
  }

  /** What a search met. Damage: everything is indexed again. */
  failed(error: unknown): void {
    if (error instanceof IndexRenewedError) this.#isOpen = false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
    await this.#parts.engine.close();
  }

  #arm(after: number): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#round().then((next) => this.#arm(next));
    }, after).unref();
  }

  /** Milliseconds until the next one. Never rejects. */
  async #round(): Promise<number> {
    try {
      if (!this.#isOpen) await this.#openIndex();
      else if (this.#asked || this.#looks++ >= LOOKS_PER_CHECK) await this.#addMissed();
      await this.#indexLive();
      const next = await this.#indexEnded();
      this.#problem = null;
      return next;
    } catch (error) {
      this.#failed(error);
      return error instanceof IndexRenewedError ? 0 : RETRY_MS;
    }
  }

  async #openIndex(): Promise<void> {
    const { engine, context } = this.#parts;
    const { renewed, done } = await engine.open();
    if (renewed !== null) {
      // Nothing was lost by the first start of a version that has an index.
      this.#renewed = this.#renewed ?? renewed;
      context.logger.info({ why: renewed }, 'the search index is made from the logs');
    }
    this.#known = new Set(done);
    this.#done = done.length;
    this.#waiting = [];
    this.#live.clear();
    await this.#addMissed();
    this.#isOpen = true;
  }

  /** Boots on disk that are not in the index, and that nobody told of. */
  async #addMissed(): Promise<void> {
    this.#asked = false;
    this.#looks = 0;
    const names = await bootsOnDisk(join(this.#parts.context.dataDir, 'boots'));
    const missed = names.filter((id) => !this.#known.has(id));
    for (const id of missed) this.#known.add(id);
    this.#waiting.unshift(...(await this.#placesOf(missed)));
  }

  /** Logs without a boot belong to nobody. */
  async #placesOf(ids: readonly string[]): Promise<BootPlace[]> {
    const places = await this.#parts.context.database.boots.places(ids);
    return places.toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
  }

  async #indexLive(): Promise<void> {
    const before = new Set(this.#live);
    for (const { row, stages } of this.#parts.registry.all()) {
      const boot = this.#parts.boots.running(row.id);
      if (boot === undefined || this.#closed) continue;
      before.delete(boot.id);
      this.#live.add(boot.id);
      this.#known.add(boot.id);
      await this.#indexAll(indexed(boot, stages), false);
    }
    for (const id of before) this.#live.delete(id);
    // They have ended since.
    this.#waiting.push(...(await this.#placesOf([...before])));
  }

  /** What a boot has printed so far; a flood waits for its next turn. */
  async #indexAll(boot: IndexedBoot, ended: boolean): Promise<boolean> {
    if (this.#unreadable.has(boot.id)) return true;
    try {
      const { more } = await this.#parts.engine.step({ boot, ended });
      return !more;
    } catch (error) {
      if (error instanceof IndexFullError || error instanceof IndexRenewedError) throw error;
      this.#unreadable.add(boot.id);
      this.#parts.context.logger.warn({ boot: boot.id, err: error }, 'a serial log could not be indexed');
      return true;
    }
  }

  /** Until the boots that go on are due again. */
  async #indexEnded(): Promise<number> {
    const until = performance.now() + LOOK_MS;
    while (!this.#closed && performance.now() < until) {
      const place = this.#waiting.at(-1);
      if (place === undefined) return LOOK_MS;
      const begun = performance.now();
      const stages = await this.#parts.context.database.boots.stages([place.id]);
      // One that has not ended goes on, or on a host that does not answer.
      const isDone = await this.#indexAll(indexed(place, stages), place.endedAt !== null);
      if (isDone) this.#finished(place);
      await this.#pause((performance.now() - begun) * PAUSE_PER_WORK);
    }
    return 0;
  }

  #finished({ id, endedAt }: BootPlace): void {
    this.#waiting = this.#waiting.filter((each) => each.id !== id);
    if (endedAt === null) this.#known.delete(id);
    else this.#done += 1;
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, Math.min(milliseconds, LOOK_MS));
    });
  }

  #failed(error: unknown): void {
    const { logger, now } = this.#parts.context;
    if (error instanceof IndexRenewedError) {
      this.#isOpen = false;
      this.#renewed = 'damaged';
      return;
    }
    logger.warn({ err: error }, 'the search index does not follow');
    const since = this.#problem?.since ?? now();
    this.#problem =
      error instanceof IndexFullError
        ? {
            since,
            message: `The search index has no room left: ${error.message}.`,
            fix: 'Free some space on the disk of the data directory; the index goes on by itself.',
          }
        : {
            since,
            message: `The search index could not be written: ${messageOf(error)}`,
            fix: 'The log of the server says more. It is tried again every half minute.',
          };
  }
}

const indexed = (
  boot: { readonly id: string; readonly startedAt: string },
  stages: readonly StageEvent[],
) => ({
  id: boot.id,
  startedAt: Date.parse(boot.startedAt),
  stages: stages.map(({ stage, startedAt, evidence }): StageBegin => ({
    stage,
    at: Date.parse(startedAt),
    port: evidence?.port ?? null,
    offset: evidence?.offset ?? null,
  })),
});
