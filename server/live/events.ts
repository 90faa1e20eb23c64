import { allows, type Permission } from '../../lib/domain/permission.ts';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as SocketServer, type Socket } from 'socket.io';
import { LIVE_PATH, type Change, type Hello } from '../../lib/contract/live.ts';
import type { Access, Identity } from '../core/access/api.ts';
import type { Core } from '../core/api.ts';
import { BoundedServer } from './bounded-server.ts';
import { LinksInUse } from './links-in-use.ts';
import { LiveViewer } from './live-viewer.ts';

/** Clients send nothing but answers to pings. */
const MAX_MESSAGE_BYTES = 16 * 1024;

/** The permission that each kind of change requires. */
const PERMISSION_OF: Readonly<Record<Change['kind'], Permission>> = {
  node: 'nodes.read',
  run: 'nodes.read',
  schedule: 'nodes.read',
  'schedule-removed': 'nodes.read',
  bulk: 'nodes.read',
  operation: 'nodes.read',
  // It quotes what the boot printed.
  diagnosis: 'console.read',
  host: 'hosts.read',
  'host-objects': 'hosts.read',
  domains: 'domains.read',
  'host-removed': 'hosts.read',
  orchestrator: 'hosts.read',
  'orchestrator-removed': 'hosts.read',
  template: 'nodes.read',
  'template-removed': 'nodes.read',
  image: 'hosts.read',
  'image-removed': 'hosts.read',
  'image-upload': 'hosts.read',
  presence: 'presence.read',
  notice: 'nodes.read',
  demo: 'nodes.read',
  presentation: 'nodes.read',
  'presentation-ended': 'nodes.read',
};

const room = (kind: string): string => `change:${kind}`;
const guestRoom = (link: string): string => `share:${link}`;

/** Guests of a share link are only ever in its room. */
const roomsOf = ({ kind: of, id, actor }: Identity): readonly string[] =>
  of === 'share'
    ? [guestRoom(id)]
    : Object.entries(PERMISSION_OF).flatMap(([kind, permission]) =>
        allows(actor.role, permission) ? [room(kind)] : [],
      );

/** The same for every connection. */
export type Greeting = Omit<Hello, 'change'>;

export interface Events {
  readonly count: number;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, identity: Identity): void;
  close(): Promise<void>;
}

/** Sends core's changes to every client with permission to read them. */
export function openEvents(core: Core, access: Access, greeting: Greeting): Events {
  // socket.io needs a server; this one never listens and only gets the connections passed on below.
  const carrier = createServer();
  const io = new SocketServer(carrier, {
    path: LIVE_PATH,
    addTrailingSlash: false,
    transports: ['websocket'],
    destroyUpgrade: false,
    serveClient: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    wsEngine: BoundedServer,
  });
  const viewers = new Map<IncomingMessage, LiveViewer>();
  const links = new LinksInUse();

  io.engine.on('connection', (connection: Socket['conn']) =>
    viewers.get(connection.request)?.opened(connection),
  );

  // A client can join at any time, and more than once: its login may have ended since the upgrade.
  io.use((socket, next) => {
    admit(access, viewers.get(socket.request)).then(() => next(), next);
  });

  io.on('connection', (socket) => {
    const viewer = viewers.get(socket.request);
    if (!viewer || viewer.ended) {
      socket.disconnect(true);
      return;
    }
    viewer.joined(socket);
    for (const each of roomsOf(viewer.identity)) void socket.join(each);
    socket.emit('hello', { ...greeting, change: core.latestChange() } satisfies Hello);
  });

  const unsubscribe = core.onChange((change) => {
    for (const viewer of viewers.values()) viewer.dropIfSlow();
    io.to(room(change.kind)).emit('change', change);
    links.send(change, (link, shown) => io.to(guestRoom(link)).emit('change', shown));
  });

  return {
    get count() {
      return viewers.size;
    },
    accept(request, stream, head, identity) {
      const viewer = new LiveViewer(stream, identity);
      viewers.set(request, viewer);
      const unwatch = access.whileValid(identity, () => viewer.end());
      const leave = links.add(identity);
      stream.once('close', () => {
        unwatch();
        leave();
        viewers.delete(request);
      });
      carrier.emit('upgrade', request, stream, head);
    },
    async close() {
      unsubscribe();
      for (const viewer of viewers.values()) viewer.end();
      await io.close();
      carrier.removeAllListeners();
    },
  };
}

/** Rejects when the session or token has ended. */
async function admit(access: Access, viewer: LiveViewer | undefined): Promise<void> {
  const identity = viewer && (await access.present(viewer.identity));
  if (identity) viewer.identity = identity;
  else {
    viewer?.end();
    throw new Error('The session has ended.');
  }
}
