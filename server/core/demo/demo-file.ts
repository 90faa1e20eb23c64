import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { demo } from '../../../lib/contract/demo.ts';

const kept = demo.omit({ failingId: true, revision: true }).extend({
  orchestrator: z.string(),
  /** Of the node that is to fail. */
  failing: z.string(),
});
export type KeptDemo = Readonly<z.output<typeof kept>>;

/** What is known of the demonstration that goes on, so that another process of the server can end it. */
export class DemoFile {
  readonly #path: string;

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'demo.json');
  }

  /** Null without one, and for a file that nobody can read any more. */
  async read(): Promise<KeptDemo | null> {
    try {
      const content: unknown = JSON.parse(await readFile(this.#path, 'utf8'));
      return kept.safeParse(content).data ?? null;
    } catch {
      return null;
    }
  }

  async write(demonstration: KeptDemo): Promise<void> {
    const beside = `${this.#path}.new`;
    await writeFile(beside, JSON.stringify(demonstration), { mode: 0o600, flush: true });
    await rename(beside, this.#path);
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}
