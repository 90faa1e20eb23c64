import { Duplex } from 'node:stream';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { SerialLogPart } from '../hypervisor/api.ts';

/**
 * A serial port of a domain in memory: the guest's output goes into the domain's log file, and to the port's current
 * reader.
 */
export class MemorySerialPort {
  readonly #echoes: boolean;
  readonly #typed: Buffer[] = [];
  /** The log file since power-on, without what has been rotated away. */
  #kept: Buffer[] = [];
  #keptFrom = 0;
  #end = 0;
  #stream: Duplex | null = null;

  /** With `echoes`, the guest echoes all input and writes no log file, to save memory. */
  constructor(echoes: boolean) {
    this.#echoes = echoes;
  }

  /** Everything typed since the node was created. */
  get typed(): string {
    return Buffer.concat(this.#typed).toString();
  }

  /** Bytes since power-on. */
  get end(): number {
    return this.#end;
  }

  print(output: string | Buffer): void {
    const bytes = Buffer.from(output);
    this.#kept.push(bytes);
    this.#end += bytes.length;
    this.#stream?.push(bytes);
  }

  /** The next bytes are lost to all readers: the stream breaks, and the log file is rotated before it is read. */
  lose(count: number): void {
    this.hangUp();
    this.#kept = [];
    this.#end += count;
    this.#keptFrom = this.#end;
  }

  /** The domain is switched on: its log file starts empty. */
  powerOn(): void {
    this.#kept = [];
    this.#keptFrom = this.#end = 0;
  }

  hangUp(): void {
    this.#stream?.destroy();
    this.#stream = null;
  }

  open(): Duplex {
    if (this.#stream?.destroyed === false)
      throw new ConsoleError('conflict', 'somebody else has opened the serial port');
    const stream: Duplex = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, done) => {
        if (this.#echoes) stream.push(bytes);
        else this.#typed.push(bytes);
        done();
      },
    });
    this.#stream = stream;
    return stream;
  }

  logFrom(from: number): SerialLogPart {
    if (from > this.#end || this.#echoes) return { offset: from, bytes: Buffer.alloc(0), exact: true };
    const offset = Math.max(from, this.#keptFrom);
    return { offset, bytes: Buffer.concat(this.#kept).subarray(offset - this.#keptFrom), exact: true };
  }
}
