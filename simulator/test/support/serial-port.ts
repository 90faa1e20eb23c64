import type { Duplex } from 'node:stream';
import { GUEST_PATIENCE, until } from './until.ts';

/** One serial port, read from the first byte on. */
export class SerialPort {
  readonly #stream: Duplex;
  readonly #chunks: Buffer[] = [];
  readonly #start: number;
  readonly #times: { readonly end: number; readonly at: number }[] = [];

  /** @param start power-on, on `performance`'s clock */
  constructor(stream: Duplex, start: number) {
    this.#stream = stream;
    this.#start = start;
    let end = 0;
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      end += chunk.length;
      this.#times.push({ end, at: performance.now() - this.#start });
    });
    // The machine ends when it likes.
    stream.on('error', () => undefined);
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('latin1');
  }

  /** Seconds from power-on until the port had said `what`. */
  async said(what: RegExp, patience = GUEST_PATIENCE): Promise<number> {
    const offset = await until(
      String(what),
      () => what.exec(this.text)?.index,
      () => this.text,
      patience,
    );
    return (this.#times.find(({ end }) => end > offset)?.at ?? NaN) / 1000;
  }

  type(line: string): void {
    this.#stream.write(`${line}\r`);
  }

  close(): void {
    this.#stream.destroy();
  }
}
