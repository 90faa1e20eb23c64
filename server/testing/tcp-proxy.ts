import { connect, createServer, type Server, type Socket } from 'node:net';

/** The network between a client and a server, which a test can cut. */
export class TcpProxy {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #state: { broken: boolean };

  private constructor(url: string, server: Server, sockets: Set<Socket>, state: { broken: boolean }) {
    this.url = url;
    this.#server = server;
    this.#sockets = sockets;
    this.#state = state;
  }

  static async to(target: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(target);
    const sockets = new Set<Socket>();
    const state = { broken: false };
    const keep = (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
      return socket;
    };
    const server = createServer((near) => {
      keep(near);
      if (state.broken) {
        near.destroy();
        return;
      }
      const far = keep(connect(Number(port), hostname));
      near.pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new TcpProxy(`http://127.0.0.1:${address.port}`, server, sockets, state);
  }

  /** Cuts every connection abruptly, like a lost network; new ones fail until it is restored. */
  cut(): void {
    this.#state.broken = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  mend(): void {
    this.#state.broken = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
