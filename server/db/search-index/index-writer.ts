import type Libsql from 'libsql';
import { z } from 'zod';
import type { Block, IndexedBoot, PortPosition, PortWrite } from './api.ts';
import { blockId, firstSlot, MOST_BLOCKS, numberOf, PER_SLOT } from './block-id.ts';
import { packLines, textOf, unpackLines } from './packed-lines.ts';
import type { Trigrams } from './trigrams.ts';

const ids = z.array(z.number());
const slotRow = z.tuple([z.number(), z.number()]);
const positionRow = z.tuple([z.number(), z.number(), z.number()]);
const blockRows = z.array(z.tuple([z.number(), z.instanceof(Uint8Array)]));
const lastBlock = z.tuple([z.number(), z.number()]);

/** Each method is one transaction. What is committed says how far it reaches, so a killed process goes on from there. */
export class IndexWriter {
  readonly #database: Libsql.Database;
  readonly #trigrams: Trigrams;
  readonly #statements;

  constructor(database: Libsql.Database, trigrams: Trigrams) {
    this.#database = database;
    this.#trigrams = trigrams;
    const prepare = (sql: string) => database.prepare(sql);
    this.#statements = {
      slot: prepare('SELECT slot, done FROM boot WHERE id = ?').raw(),
      taken: prepare('SELECT slot FROM boot WHERE slot = ?').raw(),
      addBoot: prepare('INSERT INTO boot (slot, id, started_at, last_at, stages) VALUES (?, ?, ?, ?, ?)'),
      stages: prepare('UPDATE boot SET stages = ? WHERE slot = ? AND stages <> ?'),
      seen: prepare('UPDATE boot SET last_at = max(last_at, ?) WHERE slot = ?'),
      done: prepare('UPDATE boot SET done = 1 WHERE slot = ?'),
      position: prepare('SELECT resume, up_to, next FROM port WHERE slot = ? AND port = ?').raw(),
      setPosition: prepare(
        'INSERT OR REPLACE INTO port (slot, port, resume, up_to, next) VALUES (?, ?, ?, ?, ?)',
      ),
      addBlock: prepare(
        'INSERT OR REPLACE INTO block (id, start, "end", growing, lines) VALUES (?, ?, ?, ?, ?)',
      ),
      addWords: prepare('INSERT INTO trigram (rowid, words) VALUES (?, ?)'),
      removeBlock: prepare('DELETE FROM block WHERE id = ?'),
      removeWords: prepare('DELETE FROM trigram WHERE rowid = ?'),
      growing: prepare('SELECT id, lines FROM block WHERE growing = 1 AND id >= ? AND id < ?').raw(),
      full: prepare('UPDATE block SET growing = 0 WHERE id = ?'),
      between: prepare('SELECT id FROM block WHERE id >= ? AND id < ? AND "end" > ? AND "end" <= ?').pluck(),
      last: prepare('SELECT id, "end" FROM block WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1').raw(),
    };
  }

  /** The slot of a boot, which is added if it is not there; `done`: it had ended, and all of it is indexed. */
  begin({ id, startedAt, stages }: IndexedBoot): { readonly slot: number; readonly done: boolean } {
    const text = JSON.stringify(stages);
    const known = slotRow.optional().parse(this.#statements.slot.get(id));
    if (known !== undefined) {
      this.#statements.stages.run(text, known[0], text);
      return { slot: known[0], done: known[1] === 1 };
    }
    let slot = firstSlot(startedAt);
    while (this.#statements.taken.get(slot) !== undefined) slot += 1;
    this.#statements.addBoot.run(slot, id, startedAt, startedAt, text);
    return { slot, done: false };
  }

  position(slot: number, port: number): PortPosition {
    const { resume, upTo } = this.#position(slot, port);
    return { resume, upTo };
  }

  /** What came in since, and how far that is. */
  write(slot: number, port: number, { full, tail, resume, upTo }: PortWrite): void {
    this.#transaction(() => {
      let { next } = this.#position(slot, port);
      const blocks = [...full, ...(tail === null ? [] : [tail])];
      // Guests that print for years reach it.
      if (next + blocks.length >= MOST_BLOCKS) return;
      // The one that grew, which is among these now.
      this.#statements.removeBlock.run(blockId(slot, port, next));
      for (const block of full) this.#add(blockId(slot, port, next++), block, false);
      if (tail !== null) this.#add(blockId(slot, port, next), tail, true);
      this.#statements.setPosition.run(slot, port, resume, upTo, next);
      const times = blocks.flatMap(({ lines }) => lines.map(({ at }) => at ?? 0));
      this.#statements.seen.run(
        times.reduce((latest, at) => Math.max(latest, at), 0),
        slot,
      );
    });
  }

  /** The log was cut back to `end`: what is indexed of the rest is forgotten. */
  rewind(slot: number, port: number, end: number): void {
    this.#transaction(() => {
      this.#removeBlocks(slot, port, end, Number.MAX_SAFE_INTEGER);
      const [first, behind] = [blockId(slot, port, 0), blockId(slot, port, MOST_BLOCKS - 1)];
      const last = lastBlock.optional().parse(this.#statements.last.get(first, behind));
      const [id, resume] = last ?? [first - 1, 0];
      this.#statements.setPosition.run(slot, port, resume, resume, last === undefined ? 0 : numberOf(id) + 1);
    });
  }

  /** The log begins at `start` now: what was before is forgotten. */
  cut(slot: number, port: number, start: number): void {
    this.#transaction(() => this.#removeBlocks(slot, port, -1, start));
  }

  /** The boot has ended, and all of it was written. */
  finish(slot: number): void {
    this.#transaction(() => {
      const growing = this.#statements.growing.all(slot * PER_SLOT, (slot + 1) * PER_SLOT);
      for (const [id, lines] of blockRows.parse(growing)) {
        this.#statements.addWords.run(id, this.#trigrams.wordsOf(unpackLines(lines).text.toLowerCase()));
        this.#statements.full.run(id);
      }
      this.#statements.done.run(slot);
    });
  }

  /** All of a boot. Those that are not there are ignored. */
  forget(boot: string): void {
    const [slot] = slotRow.optional().parse(this.#statements.slot.get(boot)) ?? [];
    if (slot === undefined) return;
    this.#transaction(() => {
      this.#remove(slot * PER_SLOT, (slot + 1) * PER_SLOT, -1, Number.MAX_SAFE_INTEGER);
      this.#database.prepare('DELETE FROM port WHERE slot = ?').run(slot);
      this.#database.prepare('DELETE FROM boot WHERE slot = ?').run(slot);
    });
  }

  #position(slot: number, port: number) {
    const [resume, upTo, next] = positionRow.optional().parse(this.#statements.position.get(slot, port)) ?? [
      0, 0, 0,
    ];
    return { resume, upTo, next };
  }

  #add(id: number, { start, end, lines }: Block, grows: boolean): void {
    this.#statements.addBlock.run(id, start, end, grows ? 1 : 0, packLines(lines));
    if (!grows) this.#statements.addWords.run(id, this.#trigrams.wordsOf(textOf(lines).toLowerCase()));
  }

  /** Those of a port that end between two offsets. */
  #removeBlocks(slot: number, port: number, after: number, upTo: number): void {
    this.#remove(blockId(slot, port, 0), blockId(slot, port + 1, 0), after, upTo);
  }

  #remove(first: number, behind: number, after: number, upTo: number): void {
    for (const id of ids.parse(this.#statements.between.all(first, behind, after, upTo))) {
      this.#statements.removeWords.run(id);
      this.#statements.removeBlock.run(id);
    }
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself when the disk is full.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
