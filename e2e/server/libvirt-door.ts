import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const LIBVIRT = '/var/run/libvirt/libvirt-sock';

/** A way to the host's libvirt that can be shut: to the console that goes through it, the host is away. */
export class LibvirtDoor {
  #directory = '';
  readonly #through = new Set<Socket>();
  #server: Server | undefined;

  get uri(): string {
    return `qemu:///system?socket=${this.#socket}`;
  }

  get #socket(): string {
    return path.join(this.#directory, 'libvirt-sock');
  }

  /** Does nothing where it is open. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    if (this.#directory === '') this.#directory = mkdtempSync(path.join(tmpdir(), 'ven-door-'));
    this.#server = createServer((caller) => {
      const libvirt = createConnection(LIBVIRT);
      for (const [one, other] of [
        [caller, libvirt],
        [libvirt, caller],
      ] as const) {
        this.#through.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.once('close', () => {
          this.#through.delete(one);
          other.destroy();
        });
      }
    }).listen(this.#socket);
    await once(this.#server, 'listening');
  }

  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#through) socket.destroy();
    await closed;
  }

  async dispose(): Promise<void> {
    await this.shut();
    if (this.#directory !== '') rmSync(this.#directory, { recursive: true, force: true });
  }
}
