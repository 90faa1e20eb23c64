import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { Dial } from '../../src/index.ts';
import { plainTransport } from '../../src/index.ts';

/** The program number of keep-alive packets, which spells «keep», and the numbers of its two procedures. */
const keepAliveProgram = Buffer.from('keep');
const procedures = { ping: 1, pong: 2 } as const;

/** Connects to a unix socket and keeps what it made, in order: the main connection first, then one per stream. */
export class ObservedDial {
  readonly sockets: Socket[] = [];
  readonly #heard = new Map<Socket, Buffer>();
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  readonly dial: Dial = async (signal) => {
    const socket = connect({ path: this.#path, ...(signal ? { signal } : {}) });
    await once(socket, 'connect');
    this.sockets.push(socket);
    this.#heard.set(socket, Buffer.alloc(0));
    return plainTransport(socket);
  };

  /** Starts counting what the daemon sends over `socket`; only for connections without streams. */
  listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#heard.set(socket, Buffer.concat([this.#heard.get(socket) ?? Buffer.alloc(0), chunk]));
    });
  }

  /** Keep-alive packets of one kind that have come in since listen(). */
  count(socket: Socket, kind: keyof typeof procedures): number {
    const heard = this.#heard.get(socket) ?? Buffer.alloc(0);
    let found = 0;
    for (let at = heard.indexOf(keepAliveProgram); at >= 0; at = heard.indexOf(keepAliveProgram, at + 4)) {
      if (heard.length >= at + 12 && heard.readUInt32BE(at + 8) === procedures[kind]) found++;
    }
    return found;
  }
}
