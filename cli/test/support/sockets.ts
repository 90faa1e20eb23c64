import { type IncomingMessage } from 'node:http';
import { type Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  SERIAL_PATH,
  serialDown,
  type SerialDown,
  serialUp,
  type SerialUp,
  ticketProtocol,
  VNC_PATH,
  VNC_PROTOCOL,
} from '../../../lib/contract/live.ts';
import { type World } from './routes.ts';

/** One viewer of a serial port, as the server sees it. */
export interface Viewer {
  readonly mode: 'read' | 'write';
  readonly heard: SerialUp[];
  typed(): string;
  say(message: SerialDown): void;
  bytes(offset: number, text: string): void;
  raw(data: string | Uint8Array): void;
  /** Without a goodbye, as a lost network. */
  drop(): void;
  isOpen(): boolean;
}

export interface Sockets {
  readonly viewers: Viewer[];
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

function createViewer(socket: WebSocket, mode: 'read' | 'write'): Viewer {
  const heard: SerialUp[] = [];
  socket.on('message', (data: Buffer) => {
    const parsed: unknown = JSON.parse(data.toString('utf8'));
    heard.push(serialUp.parse(parsed));
  });
  return {
    mode,
    heard,
    typed: () => heard.map((message) => (message.type === 'input' ? message.data : '')).join(''),
    say: (message) => socket.send(JSON.stringify(serialDown.parse(message))),
    bytes: (offset, text) => {
      const header = Buffer.alloc(8);
      header.writeBigUInt64BE(BigInt(offset));
      socket.send(Buffer.concat([header, Buffer.from(text)]));
    },
    raw: (data) => socket.send(data),
    drop: () => socket.terminate(),
    isOpen: () => socket.readyState === 1,
  };
}

/** The serial and VNC sockets: tickets are good once, and the test plays the guest. The screen sends back what it gets. */
export function createSockets(world: World): Sockets {
  const viewers: Viewer[] = [];
  const acceptor = new WebSocketServer({ noServer: true });
  return {
    viewers,
    upgrade: (request, socket, head) => {
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/,\s*/);
      const [secret] = [...world.tickets.keys()].filter((each) => offered.includes(ticketProtocol(each)));
      const given = secret === undefined ? undefined : world.tickets.get(secret);
      const path = given?.kind === 'vnc' ? VNC_PATH : SERIAL_PATH;
      if (secret === undefined || given === undefined || request.url !== path) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      world.tickets.delete(secret);
      acceptor.handleUpgrade(request, socket, head, (accepted) => {
        if (given.kind === 'serial') viewers.push(createViewer(accepted, given.mode));
        else if (accepted.protocol !== VNC_PROTOCOL) accepted.close();
        else accepted.on('message', (data: Buffer) => accepted.send(data)).send(Buffer.from('RFB 003.008\n'));
      });
    },
    close: () => {
      for (const client of acceptor.clients) client.terminate();
      acceptor.close();
    },
  };
}
