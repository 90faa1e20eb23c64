import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isSystemError, messageOf } from '../error.ts';
import { writeAtomically } from './atomic-file.ts';
import { State } from './schema.ts';

/**
 * The simulator's state. Call `changed()` after changing `state`, and await `durable()` before telling a client that
 * something is done.
 */
export class Store {
  readonly state: State;
  readonly #path: string;
  #written = 0;
  #wanted = 0;
  #writing: Promise<void> | undefined;
  #isScheduled = false;

  constructor(path: string, state: State) {
    this.#path = path;
    this.state = state;
  }

  /** Schedules a write. A failure is reported by `durable()`. */
  changed(): void {
    this.#wanted++;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.durable().catch(() => undefined);
    });
  }

  /** Resolves when all changes so far are on the disk. Changes during a write are combined into the next one. */
  async durable(): Promise<void> {
    const target = this.#wanted;
    while (this.#written < target) {
      this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
      await this.#writing;
    }
  }

  async #write(): Promise<void> {
    const revision = this.#wanted;
    await writeAtomically(this.#path, `${JSON.stringify(this.state, undefined, 1)}\n`);
    this.#written = revision;
  }
}

/**
 * Opens the state file of a directory, or creates it with `seed`. An unreadable file is kept under another name and
 * reported in a warning, so that nothing is lost silently.
 */
export async function openStore(
  directory: string,
  seed: () => State,
): Promise<{ store: Store; warnings: string[] }> {
  const path = join(directory, 'state.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  });
  const warnings: string[] = [];
  let state: State | undefined;
  if (text !== undefined) {
    try {
      state = State.parse(JSON.parse(text));
    } catch (error) {
      const aside = `${path}.unreadable-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
      await rename(path, aside);
      warnings.push(
        `${path} could not be understood (${reasonOf(error)}). It is kept as ${aside}; this simulator begins with an empty state and new passwords.`,
      );
    }
  }
  const store = new Store(path, state ?? seed());
  if (state === undefined) store.changed();
  await store.durable();
  return { store, warnings };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const [first] = error.issues;
  return first === undefined ? 'unknown reason' : `${first.path.join('.')}: ${first.message}`;
}
