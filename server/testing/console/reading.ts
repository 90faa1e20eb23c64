import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskLog } from '../../core/console/byte-log/disk-log.ts';
import { SerialReader } from '../../core/console/serial-reader/serial-reader.ts';
import type { TalkingGuest } from './talking-guest.ts';

/** A subscriber's view of a guest's first port: everything recorded, as it is recorded. */
export class Reading implements AsyncDisposable {
  readonly reader: SerialReader;
  readonly #directory: string;

  private constructor(reader: SerialReader, directory: string) {
    this.reader = reader;
    this.#directory = directory;
  }

  static async start(guest: TalkingGuest): Promise<Reading> {
    const directory = await mkdtemp(join(tmpdir(), 'reading-'));
    const recording = await DiskLog.open({ directory, port: 0, live: true });
    const options = { source: guest, uuid: guest.uuid, nodeName: guest.name, port: 0, recording };
    return new Reading(await SerialReader.start(options), directory);
  }

  /** Hands over what comes from here on, in order; the result stops it. */
  subscribe(listener: (bytes: Buffer) => void): () => void {
    const { log } = this.reader;
    let at = log.facts.end;
    let reading = false;
    const read = async () => {
      if (reading) return;
      reading = true;
      for (let chunk = await log.read(at, 65_536); chunk !== null; chunk = await log.read(at, 65_536)) {
        at = chunk.kind === 'gap' ? chunk.to : chunk.offset + chunk.bytes.length;
        if (chunk.kind === 'bytes') listener(chunk.bytes);
      }
      reading = false;
    };
    return log.watch(() => void read());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.reader.dispose();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
