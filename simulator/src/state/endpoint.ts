import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';

export const ENDPOINT_FILE = 'endpoint.json';

/**
 * The file in which a running simulator tells the command line, and whoever keeps it running, where it is: its facts
 * as `--json` prints them, its process, its URL, and what keeps it from serving addresses that are there.
 */
export class Endpoint {
  readonly #file: string;
  readonly #facts: object;
  readonly #blocked = new Map<string, string>();
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(stateDirectory: string, facts: object) {
    this.#file = join(stateDirectory, ENDPOINT_FILE);
    this.#facts = facts;
  }

  /** One after the other, so that the last one stays. */
  publish(): Promise<void> {
    const write = async (): Promise<void> => {
      if (this.#closed) return;
      const content = { ...this.#facts, blocked: [...this.#blocked.values()] };
      await writeAtomically(this.#file, `${JSON.stringify(content)}\n`);
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  /** Null: nothing is in the way any more. */
  block(address: string, reason: string | null): void {
    if (reason === null) this.#blocked.delete(address);
    else this.#blocked.set(address, reason);
    // A disk that is full keeps a simulator from telling, not from serving; the next change tries again.
    this.publish().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing.catch(() => undefined);
    await rm(this.#file, { force: true });
  }
}
