import type Libsql from 'libsql';
import type { HitPage, IndexQuery } from './api.ts';
import { openIndexFile, removeIndexFile, type OpenedFile } from './index-file.ts';
import { IndexReader } from './index-reader.ts';
import { IndexWriter } from './index-writer.ts';
import { Trigrams } from './trigrams.ts';

/**
 * What serial ports ever printed, to be searched: a file beside the logs that it is made from, whichever database the
 * console uses. Losing it loses nothing. All of it is synchronous, and meant for a thread of its own.
 */
export class SearchIndex {
  readonly writer: IndexWriter;
  /** Why it was made anew; null: it was there. */
  readonly renewed: OpenedFile['renewed'];
  readonly #file: string;
  readonly #database: Libsql.Database;
  readonly #reader: IndexReader;

  constructor(file: string) {
    this.#file = file;
    const { database, renewed } = openIndexFile(file);
    this.#database = database;
    this.renewed = renewed;
    const trigrams = new Trigrams();
    this.writer = new IndexWriter(database, trigrams);
    this.#reader = new IndexReader(database, trigrams);
  }

  /** Ids of the boots that are in it completely, or of the others. */
  boots(done: boolean): string[] {
    return this.#reader.boots(done);
  }

  find(query: IndexQuery): HitPage {
    return this.#reader.find(query);
  }

  /** The file may have so many pages of 4 KiB; without it, as many as the disk has room for. */
  limitPages(count: number): void {
    this.#database.exec(`PRAGMA max_page_count = ${count}`);
  }

  close(): void {
    try {
      // The driver closes its file some time later.
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      this.#database.close();
    }
  }

  /** A damaged one: closes it, so that the next one is made anew. */
  discard(): void {
    this.#database.close();
    removeIndexFile(this.#file);
  }
}
