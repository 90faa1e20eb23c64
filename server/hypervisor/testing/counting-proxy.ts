import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAEMON = '/var/run/libvirt/libvirt-sock';
/** Length, program, version, procedure, type. */
const HEADER = 20;
const CALL = 0;

/** A proxy for the machine's libvirtd that counts the calls to it and the bytes that come back. */
export class CountingProxy implements AsyncDisposable {
  readonly #directory: string;
  readonly #server: Server;
  /** Procedure numbers of the calls since `reset`. */
  calls: number[] = [];
  bytes = 0;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#server = createServer((client) => {
      const daemon = connect(DAEMON);
      let unread = Buffer.alloc(0);
      client.on('data', (chunk: Buffer) => {
        unread = this.#count(Buffer.concat([unread, chunk]));
      });
      daemon.on('data', (chunk: Buffer) => (this.bytes += chunk.length));
      for (const [one, other] of [
        [client, daemon],
        [daemon, client],
      ] as const)
        one
          .on('error', () => other.destroy())
          .on('close', () => other.end())
          .pipe(other);
    });
  }

  static async start(): Promise<CountingProxy> {
    const proxy = new CountingProxy(await mkdtemp(join(tmpdir(), 'ven-count-')));
    await once(proxy.#server.listen(proxy.#socket), 'listening');
    return proxy;
  }

  get uri(): string {
    return `qemu:///system?socket=${this.#socket}`;
  }

  get #socket(): string {
    return join(this.#directory, 'socket');
  }

  reset(): void {
    this.calls = [];
    this.bytes = 0;
  }

  count(procedure: number): number {
    return this.calls.filter((call) => call === procedure).length;
  }

  /** Returns the bytes that do not yet form a whole packet. */
  #count(bytes: Buffer): Buffer<ArrayBuffer> {
    let at = 0;
    while (bytes.length - at >= HEADER) {
      const length = bytes.readUInt32BE(at);
      if (bytes.length - at < length) break;
      if (bytes.readUInt32BE(at + 16) === CALL) this.calls.push(bytes.readUInt32BE(at + 12));
      at += length;
    }
    return Buffer.from(bytes.subarray(at));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
