import { WebSocket } from 'ws';
import {
  LIVE_PATH,
  SERIAL_FRAME_HEADER,
  SERIAL_PATH,
  SERIAL_PROTOCOL,
  ticket,
  ticketProtocol,
} from '../../lib/contract/live.ts';

/** Of whom a console is asked for: a user's own address and token, or that of a share link and its guest's cookie. */
export interface Onlooker {
  /** Ends where `/api` and the sockets begin. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** As engine.io and socket.io write them. */
const [PING, PONG, OPEN, CONNECT, HELLO] = ['2', '3', '0', '40', '42["hello"'] as const;

/** Somebody who watches a serial port and the feed of changes, as a page does. */
export class Watcher {
  received = 0;
  changes = 0;
  readonly #sockets: WebSocket[] = [];

  static async open(onlooker: Onlooker, node: string): Promise<Watcher> {
    const watcher = new Watcher();
    await watcher.#follow(onlooker);
    await watcher.#watch(onlooker, node);
    return watcher;
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #socket({ base, headers }: Onlooker, path: string, protocols: string[]): WebSocket {
    const url = `${base.replace(/^http/, 'ws')}${path}`;
    const socket = new WebSocket(url, protocols, { headers, perMessageDeflate: false });
    this.#sockets.push(socket);
    return socket;
  }

  #follow(onlooker: Onlooker): Promise<void> {
    const socket = this.#socket(onlooker, `${LIVE_PATH}/?EIO=4&transport=websocket`, []);
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (text === PING) socket.send(PONG);
        else if (text.startsWith(OPEN)) socket.send(CONNECT);
        else if (text.startsWith(HELLO)) resolve();
        else this.changes += 1;
      });
    });
  }

  async #watch(onlooker: Onlooker, node: string): Promise<void> {
    const answer = await fetch(`${onlooker.base}/api/v1/tickets`, {
      method: 'POST',
      headers: { ...onlooker.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ node, kind: 'serial', mode: 'read' }),
    });
    const { ticket: secret } = ticket.parse(await answer.json());
    const socket = this.#socket(onlooker, SERIAL_PATH, [SERIAL_PROTOCOL, ticketProtocol(secret)]);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () => {
        socket.send(JSON.stringify({ type: 'subscribe', from: 'start' }));
        resolve();
      });
    });
    socket.on('message', (data: Buffer, binary) => {
      if (!binary) return;
      this.received += data.length - SERIAL_FRAME_HEADER;
      const offset = Number(data.readBigUInt64BE()) + data.length - SERIAL_FRAME_HEADER;
      socket.send(JSON.stringify({ type: 'ack', offset }));
    });
  }
}
