import { mkdirSync } from 'node:fs';
import { readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { HitPage, IndexQuery } from '../../db/search-index/api.ts';
import { isDamage, isFull } from '../../db/search-index/index-file.ts';
import { SearchIndex } from '../../db/search-index/search-index.ts';
import { indexStep, type Step, type StepOutcome } from './index-step.ts';

export const INDEX_FILE = 'search.db';

/** The index leaves the last room of the disk to the logs. */
const RESERVED_BYTES = 256 * 1024 * 1024;

export interface EngineOptions {
  /** Of the console; the index is a file in it. */
  readonly dataDir: string;
  readonly reservedBytes?: number;
}

/** What the index had when it was opened. */
export interface OpenedIndex {
  readonly renewed: SearchIndex['renewed'];
  /** Boots that are in it completely. */
  readonly done: readonly string[];
}

export type EngineStep = Omit<Step, 'directory'>;

/** The index was damaged, or is not there any more, and is made anew: everything has to be indexed again. */
export class IndexRenewedError extends Error {}
/** There is no room for more. */
export class IndexFullError extends Error {}

/** Fills and asks the index, in a thread of its own or, in tests, in this one. */
export interface IndexEngine {
  open(): Promise<OpenedIndex>;
  step(step: EngineStep): Promise<StepOutcome>;
  forget(boot: string): Promise<void>;
  find(query: IndexQuery): Promise<HitPage>;
  close(): Promise<void>;
}

/** In this thread. */
export class LocalIndexEngine implements IndexEngine {
  readonly #boots: string;
  readonly #dataDir: string;
  readonly #reserved: number;
  #index: SearchIndex | undefined;

  constructor({ dataDir, reservedBytes = RESERVED_BYTES }: EngineOptions) {
    this.#dataDir = dataDir;
    this.#boots = join(dataDir, 'boots');
    this.#reserved = reservedBytes;
  }

  async open(): Promise<OpenedIndex> {
    const { renewed } = this.#opened();
    await this.#forgetRemoved();
    return { renewed, done: await this.#guarded((index) => index.boots(true)) };
  }

  async step({ boot, ended }: EngineStep): Promise<StepOutcome> {
    await this.#checkRoom();
    const directory = join(this.#boots, bootName.parse(boot.id));
    return this.#guarded((index) => indexStep(index.writer, { directory, boot, ended }));
  }

  forget(boot: string): Promise<void> {
    return this.#guarded((index) => index.writer.forget(boot));
  }

  find(query: IndexQuery): Promise<HitPage> {
    return this.#guarded((index) => index.find(query));
  }

  close(): Promise<void> {
    this.#index?.close();
    this.#index = undefined;
    return Promise.resolve();
  }

  #opened(): SearchIndex {
    mkdirSync(this.#dataDir, { recursive: true, mode: 0o700 });
    this.#index ??= new SearchIndex(join(this.#dataDir, INDEX_FILE));
    return this.#index;
  }

  /** Logs that were removed while the index could not follow. */
  async #forgetRemoved(): Promise<void> {
    for (const boot of await this.#guarded((index) => [...index.boots(true), ...index.boots(false)]))
      if (!(await hasBytes(join(this.#boots, boot)))) await this.forget(boot);
  }

  async #checkRoom(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#dataDir);
    if (bavail * bsize < this.#reserved)
      throw new IndexFullError(`only ${Math.floor((bavail * bsize) / 2 ** 20)} MiB are free`);
  }

  async #guarded<T>(work: (index: SearchIndex) => T | Promise<T>): Promise<T> {
    try {
      return await work(this.#opened());
    } catch (error) {
      if (isFull(error)) throw new IndexFullError('the disk is full', { cause: error });
      if (!isDamage(error)) throw error;
      this.#index?.discard();
      this.#index = undefined;
      throw new IndexRenewedError('the index was damaged', { cause: error });
    }
  }
}

/** Also names a directory. */
const bootName = z.uuid();

/** Whether any output of a boot is still there. */
async function hasBytes(directory: string): Promise<boolean> {
  const names = await readdir(directory, { recursive: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return names.some((name) => name.endsWith('.bytes'));
}
