import type Libsql from 'libsql';
import { z } from 'zod';
import { STAGES } from '../../../lib/domain/stages.ts';
import type { BootHits, HitPage, IndexHit, IndexQuery, StageBegin } from './api.ts';
import { beginOfSlot, PER_SLOT, portOf, slotOf } from './block-id.ts';
import { DamagedIndexError } from './index-file.ts';
import { unpackLines, type UnpackedLines } from './packed-lines.ts';
import { matchingLines, stageAt } from './matching-lines.ts';
import type { Trigrams } from './trigrams.ts';

/** Blocks that are looked up at a time. */
const CHUNK = 256;
/** Up to so many boots are looked up one by one; of more, the range that they are in. */
const FEW_BOOTS = 64;
/** Lines of a boot are counted as far as this. */
const MOST_COUNTED = 1000;

const ids = z.array(z.number());
const bootRow = z.tuple([z.string(), z.number(), z.number(), z.string()]);
const oldestRow = z.tuple([z.number().nullable()]);
const linesRow = z.tuple([z.instanceof(Uint8Array)]);
const stageList = z.array(
  z.object({
    stage: z.enum(STAGES),
    at: z.number(),
    port: z.number().nullable(),
    offset: z.number().nullable(),
  }),
);

interface Boot {
  readonly id: string;
  readonly startedAt: number;
  readonly stages: readonly StageBegin[];
}

interface Range {
  readonly first: number;
  readonly behind: number;
}

export class IndexReader {
  readonly #trigrams: Trigrams;
  readonly #statements;

  constructor(database: Libsql.Database, trigrams: Trigrams) {
    this.#trigrams = trigrams;
    const prepare = (sql: string) => database.prepare(sql);
    this.#statements = {
      boot: prepare('SELECT id, started_at, last_at, stages FROM boot WHERE slot = ?').raw(),
      slots: prepare('SELECT slot FROM boot WHERE id IN (SELECT value FROM json_each(?))').pluck(),
      oldest: prepare('SELECT min(slot) FROM boot WHERE last_at >= ?').raw(),
      matches: prepare(
        `SELECT rowid FROM trigram WHERE trigram MATCH ? AND rowid >= ? AND rowid < ?
         ORDER BY rowid DESC LIMIT ${CHUNK}`,
      ).pluck(),
      growing: prepare(
        'SELECT id FROM block WHERE growing = 1 AND id >= ? AND id < ? ORDER BY id DESC',
      ).pluck(),
      lines: prepare('SELECT lines FROM block WHERE id = ?').raw(),
      known: prepare('SELECT id FROM boot WHERE done = ?').pluck(),
    };
  }

  /** Ids of the boots that are there: those that are complete, or the others. */
  boots(done: boolean): string[] {
    return z.array(z.string()).parse(this.#statements.known.all(done ? 1 : 0));
  }

  find(query: IndexQuery): HitPage {
    const deadline = performance.now() + query.patience;
    const wanted = query.boots === null ? null : new Set(query.boots);
    const found: BootHits[] = [];
    for (const [slot, blocks] of this.#candidates(query)) {
      const boot = this.#boot(slot, query, wanted);
      if (boot === null) continue;
      const hits = this.#hitsOf(boot, blocks, query, deadline);
      if (hits.count > 0) found.push(hits);
      if (found.length >= query.limit || performance.now() >= deadline)
        return { boots: found, next: slot, searchedTo: beginOfSlot(slot) };
    }
    return { boots: found, next: null, searchedTo: null };
  }

  /** Boots that may have hits, the latest first, with the blocks that may, in order. */
  *#candidates(query: IndexQuery): Generator<readonly [slot: number, blocks: readonly number[]]> {
    const match = this.#trigrams.matchFor(query.terms);
    for (const range of this.#ranges(query)) {
      let slot = -1;
      let blocks: number[] = [];
      for (const id of this.#descending(match, range)) {
        if (slotOf(id) !== slot) {
          if (blocks.length > 0) yield [slot, blocks.toReversed()];
          [slot, blocks] = [slotOf(id), []];
        }
        blocks.push(id);
      }
      if (blocks.length > 0) yield [slot, blocks.toReversed()];
    }
  }

  #ranges({ boots, before, since }: IndexQuery): Range[] {
    const behind = before ?? slotOf(Number.MAX_SAFE_INTEGER);
    const oldest = since === null ? 0 : oldestRow.parse(this.#statements.oldest.get(since))[0];
    if (oldest === null) return [];
    const range = (from: number, to: number) => ({ first: from * PER_SLOT, behind: to * PER_SLOT });
    if (boots === null) return [range(oldest, behind)];
    const slots = this.#slotsOf(boots).filter((slot) => slot >= oldest && slot < behind);
    if (slots.length <= FEW_BOOTS) return slots.map((slot) => range(slot, slot + 1));
    return [range(slots.at(-1) ?? 0, (slots[0] ?? 0) + 1)];
  }

  #slotsOf(boots: readonly string[]): number[] {
    const slots = ids.parse(this.#statements.slots.all(JSON.stringify(boots)));
    return slots.toSorted((one, other) => other - one);
  }

  /** Those that have the trigrams, and those that grow, which are not looked up. */
  *#descending(match: string, { first, behind }: Range): Generator<number> {
    const growing = ids.parse(this.#statements.growing.all(first, behind));
    let at = 0;
    for (let end = behind; ;) {
      const chunk = ids.parse(this.#statements.matches.all(match, first, end));
      for (const id of chunk) {
        for (; (growing[at] ?? -1) > id; at++) yield growing[at] ?? 0;
        yield id;
      }
      end = chunk.at(-1) ?? first;
      if (chunk.length < CHUNK) break;
    }
    yield* growing.slice(at);
  }

  /** Null if it does not matter to the query. */
  #boot(slot: number, { since, until }: IndexQuery, wanted: ReadonlySet<string> | null): Boot | null {
    const row = bootRow.optional().parse(this.#statements.boot.get(slot));
    if (row === undefined) return null;
    const [id, startedAt, lastAt, stages] = row;
    if (wanted?.has(id) === false || lastAt < (since ?? 0) || startedAt > (until ?? Infinity)) return null;
    return { id, startedAt, stages: stageList.parse(JSON.parse(stages)) };
  }

  #hitsOf(boot: Boot, blocks: readonly number[], query: IndexQuery, deadline: number): BootHits {
    const shown: IndexHit[] = [];
    let [count, more] = [0, false];
    let [firstAt, lastAt] = [Infinity, -Infinity];
    const ofPort = new Map<number, number>();
    for (const id of blocks) {
      const port = portOf(id);
      if (query.ports.length > 0 && !query.ports.includes(port)) continue;
      if (count >= MOST_COUNTED || (performance.now() >= deadline && count > 0)) {
        more = true;
        break;
      }
      for (const hit of this.#hitsIn(id, port, boot, query)) {
        count += 1;
        firstAt = Math.min(firstAt, hit.at ?? Infinity);
        lastAt = Math.max(lastAt, hit.at ?? -Infinity);
        const before = ofPort.get(port) ?? 0;
        ofPort.set(port, before + 1);
        if (before < query.lines) shown.push(hit);
      }
    }
    return {
      boot: boot.id,
      lines: inTime(shown).slice(0, query.lines),
      ...{ count, more },
      firstAt: Number.isFinite(firstAt) ? firstAt : null,
      lastAt: Number.isFinite(lastAt) ? lastAt : null,
    };
  }

  *#hitsIn(id: number, port: number, boot: Boot, query: IndexQuery): Generator<IndexHit> {
    const lines = this.#linesOf(id);
    if (lines === null) return;
    for (const [index, text] of matchingLines(lines.text, query)) {
      const [offset, at] = [lines.offsetOf(index), lines.timeOf(index)];
      // Of a line whose time nobody noted, it is known that it came after the power-on.
      const moment = at ?? boot.startedAt;
      if (moment < (query.since ?? -Infinity) || moment > (query.until ?? Infinity)) continue;
      const stage = stageAt(boot.stages, { port, offset, at });
      if (query.stages.length > 0 && (stage === null || !query.stages.includes(stage))) continue;
      yield { port, offset, at, stage, text };
    }
  }

  #linesOf(id: number): UnpackedLines | null {
    const row = linesRow.optional().parse(this.#statements.lines.get(id));
    if (row === undefined) return null;
    try {
      return unpackLines(row[0]);
    } catch (error) {
      throw new DamagedIndexError(`block ${id} cannot be read`, { cause: error });
    }
  }
}

/** Of both ports, as they were printed. */
const inTime = (hits: readonly IndexHit[]): readonly IndexHit[] =>
  hits.toSorted((one, other) => (one.at ?? 0) - (other.at ?? 0));
