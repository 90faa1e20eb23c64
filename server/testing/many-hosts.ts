import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import type { Core } from '../core/api.ts';
import { openCore } from '../core/core.ts';
import { openDatabase } from '../db/open.ts';
import { eventually } from './eventually.ts';
import { MemoryHost } from './memory-host.ts';

/** A console with hosts that were added before it starts, and no other ones. */
export class ManyHosts implements AsyncDisposable {
  readonly core: Core;
  /** Milliseconds from the start of the console until the domains of every host were listed. */
  readonly complete: number;
  readonly #close: () => Promise<void>;

  private constructor(core: Core, complete: number, close: () => Promise<void>) {
    this.core = core;
    this.complete = complete;
    this.#close = close;
  }

  /** The hosts are called host-0, host-1 and so on. */
  static async start(uris: readonly string[]): Promise<ManyHosts> {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'ven-hosts-'));
    const database = await openDatabase({
      url: `file:${path.join(dataDir, 'console.db')}`,
      key: { file: path.join(dataDir, 'secret.key') },
    });
    const createdAt = new Date().toISOString();
    for (const [index, uri] of uris.entries())
      await database.hosts.save({ name: `host-${index}`, uri, createdAt });
    const begun = performance.now();
    const core = await openCore({
      ...{ database, dataDir, installation: 'manyhosts', hosts: [new MemoryHost()], orchestrators: [] },
      logger: pino({ level: 'silent' }),
    });
    await Promise.all(uris.map((_, index) => listed(core, `host-${index}`)));
    const complete = performance.now() - begun;
    return new ManyHosts(core, complete, async () => {
      await core.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

/** Asked as soon as the host is connected, which the live feed tells. */
async function listed(core: Core, name: string): Promise<void> {
  const isConnected = async () => (await core.hosts.get(name)).state === 'connected';
  if (!(await isConnected())) {
    const over = new AbortController();
    const heard = new Promise<void>((resolve) => {
      const end = core.onChange(
        (change) =>
          change.kind === 'host' &&
          change.object.name === name &&
          change.object.state === 'connected' &&
          resolve(),
      );
      over.signal.addEventListener('abort', end);
    });
    // Between the look and the subscription it may have come.
    await Promise.race([heard, eventually(name, async () => (await isConnected()) || undefined)]);
    over.abort();
  }
  await core.domains.list(name);
}
