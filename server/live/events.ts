import { createServer, type IncomingMessage } from 'node:http';
import { type Duplex } from 'node:stream';
import { Server as SocketServer } from 'socket.io';
import { LIVE_PATH, type Change, type Hello } from '../../lib/contract/live.ts';
import { type Access, type Identity } from '../core/access/api.ts';
import { allows, type Permission } from '../core/access/permission.ts';
import { type Core } from '../core/api.ts';

/** Viewers send nothing but answers to pings. */
const MAX_MESSAGE_BYTES = 16 * 1024;
/** What may wait for a slow viewer; it comes back and asks for the lists, which is less. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** The right to hear of each kind of change. */
const PERMISSION_OF: Readonly<Record<Change['kind'], Permission>> = {
  node: 'nodes.read',
  run: 'nodes.read',
  operation: 'nodes.read',
  host: 'hosts.read',
  orchestrator: 'hosts.read',
};

const room = (kind: string): string => `change:${kind}`;

export interface Events {
  readonly count: number;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, identity: Identity): void;
  close(): Promise<void>;
}

interface Admitted {
  readonly identity: Identity;
  readonly stream: Duplex;
}

/** Tells the changes of core to everybody who may hear of them. */
export function openEvents(core: Core, access: Access, greeting: Hello): Events {
  // socket.io wants a server to listen on; this one never gets a connection but those handed to it below.
  const carrier = createServer();
  const io = new SocketServer(carrier, {
    path: LIVE_PATH,
    addTrailingSlash: false,
    transports: ['websocket'],
    destroyUpgrade: false,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const admitted = new WeakMap<IncomingMessage, Admitted>();
  const streams = new Map<string, Duplex>();

  io.on('connection', (socket) => {
    const who = admitted.get(socket.request);
    if (!who) {
      socket.disconnect(true);
      return;
    }
    const { identity, stream } = who;
    streams.set(socket.id, stream);
    const forget = access.whileValid(identity, () => socket.disconnect(true));
    socket.on('disconnect', () => {
      forget();
      streams.delete(socket.id);
    });
    for (const [kind, permission] of Object.entries(PERMISSION_OF)) {
      if (allows(identity.actor.role, permission)) void socket.join(room(kind));
    }
    socket.emit('hello', greeting);
  });

  const forget = core.onChange((change) => {
    for (const [id, stream] of streams) {
      if (stream.writableLength > MAX_WAITING_BYTES) io.sockets.sockets.get(id)?.disconnect(true);
    }
    io.to(room(change.kind)).emit('change', change);
  });

  return {
    get count() {
      return streams.size;
    },
    accept(request, socket, head, identity) {
      admitted.set(request, { identity, stream: socket });
      carrier.emit('upgrade', request, socket, head);
    },
    async close() {
      forget();
      await io.close();
      carrier.removeAllListeners();
    },
  };
}
