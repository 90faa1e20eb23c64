import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';

export const ENDPOINT_FILE = 'endpoint.json';

/**
 * The file through which the command line and the supervisor find a running simulator: its facts as `--json` prints them,
 * process id, URL, and why it cannot serve some addresses.
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

  /** Writes one at a time, so that the last one remains. */
  publish(): Promise<void> {
    const write = async (): Promise<void> => {
      if (this.#closed) return;
      const content = { ...this.#facts, blocked: [...this.#blocked.values()] };
      await writeAtomically(this.#file, `${JSON.stringify(content)}\n`);
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  /** Null: the address is no longer blocked. */
  block(address: string, reason: string | null): void {
    if (reason === null) this.#blocked.delete(address);
    else this.#blocked.set(address, reason);
    // A full disk must not stop the simulator from serving; the next change tries again.
    this.publish().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing.catch(() => undefined);
    await rm(this.#file, { force: true });
  }
}
