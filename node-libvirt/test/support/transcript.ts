import { expect, vi } from 'vitest';
import type { LibvirtStream } from '../../src/index.ts';

const waiting = { timeout: 60_000, interval: 20 };

/** All output of a console, as it arrives. */
export class Transcript {
  readonly #chunks: Buffer[] = [];
  readonly #ended: Promise<Error | undefined>;

  constructor(stream: LibvirtStream) {
    stream.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#ended = new Promise((resolve) => {
      stream.once('error', resolve);
      stream.once('close', () => {
        resolve(undefined);
      });
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  /** Resolves when the stream is over: to the error that ended it, or to undefined. */
  get ended(): Promise<Error | undefined> {
    return this.#ended;
  }

  /** Waits until the console has printed `what`; a failure shows all its output. */
  async until(what: string | RegExp): Promise<void> {
    await vi.waitFor(() => {
      expect(this.text).toMatch(what);
    }, waiting);
  }
}
