import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HitPage, IndexQuery } from '../db/search-index/api.ts';
import { segmentName, timesName } from '../core/console/byte-log/segment-files.ts';
import { INDEX_FILE, LocalIndexEngine } from '../core/search/index-engine.ts';

/** Bytes that arrived together, in milliseconds after the ones before. */
const PART = { bytes: 2048, milliseconds: 50 };

/** An index over many past boots in a directory, for measurements. */
export class FilledIndex {
  readonly file: string;
  readonly #dataDir: string;
  readonly #engine: LocalIndexEngine;

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.file = join(dataDir, INDEX_FILE);
    this.#engine = new LocalIndexEngine({ dataDir, reservedBytes: 0 });
  }

  /** What a server would have recorded of a port, with its times. */
  async record(boot: string, port: number, startedAt: number, bytes: Buffer): Promise<void> {
    const directory = this.#directory(boot, port);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, segmentName(0)), bytes);
    const parts = Math.ceil(bytes.length / PART.bytes);
    const times = Buffer.alloc(parts * 16);
    for (let part = 0; part < parts; part++) {
      times.writeDoubleLE(Math.min(bytes.length, (part + 1) * PART.bytes), part * 16);
      times.writeDoubleLE(startedAt + part * PART.milliseconds, part * 16 + 8);
    }
    await writeFile(join(directory, timesName(0)), times);
  }

  read(boot: string, port: number): Promise<Buffer> {
    return readFile(join(this.#directory(boot, port), segmentName(0)));
  }

  async index(boot: string, startedAt: number): Promise<void> {
    const stages = [
      { stage: 'firmware' as const, at: startedAt, port: 0, offset: 0 },
      { stage: 'ipxe' as const, at: startedAt + 500, port: null, offset: null },
    ];
    while ((await this.#engine.step({ boot: { id: boot, startedAt, stages }, ended: true })).more);
  }

  find(query: IndexQuery): Promise<HitPage> {
    return this.#engine.find(query);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  #directory(boot: string, port: number): string {
    return join(this.#dataDir, 'boots', boot, `ttyS${port}`);
  }
}
