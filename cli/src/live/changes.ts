import { type Socket } from 'socket.io-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { change, type Change, LIVE_PATH } from '../../../lib/contract/live.ts';
import { type Client } from '../api/client.ts';
import { deferred } from './deferred.ts';

const FIRST_CONNECTION_WITHIN = 15_000;
const RETRY_AFTER = 1000;

export interface Live {
  readonly close: () => void;
}

export interface LiveHandlers {
  /** The full state, asked for after every connection; what changes meanwhile is told by `onChange` already. */
  readonly refresh: () => Promise<void>;
  readonly onChange: (change: Change) => void;
  readonly onLost: () => void;
  /** Nothing more will come. */
  readonly onFailure: (error: unknown) => void;
}

async function connect({ target, headers }: Client): Promise<Socket> {
  // Loaded by the commands that need it: it costs every other one a tenth of a second.
  const { io } = await import('socket.io-client');
  const { origin, pathname } = new URL(target.url);
  return io(origin, {
    path: `${pathname.replace(/\/$/, '')}${LIVE_PATH}`,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    extraHeaders: { ...headers },
    reconnectionDelay: 200,
    reconnectionDelayMax: 2000,
    autoConnect: false,
  });
}

function notLive(url: string): ConsoleError {
  return new ConsoleError(
    'server-unreachable',
    `${url} answers requests, but not its live channel ${LIVE_PATH}.`,
    {
      fix: 'A proxy in between must let WebSocket connections through.',
    },
  );
}

/** One more attempt, of which there is only one at a time. */
function retrial() {
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => clearTimeout(timer);
  const later = (act: () => void) => {
    cancel();
    timer = setTimeout(act, RETRY_AFTER);
  };
  return { cancel, later };
}

/**
 * Subscribes first and lists after, at the first connection and at every one that follows. Resolves when the first
 * list was taken in. A connection that was had once is sought again for ever; the user ends that.
 */
export async function openLive(client: Client, handlers: LiveHandlers): Promise<Live> {
  const socket = await connect(client);
  let connectedOnce = false;
  const retry = retrial();
  const close = () => {
    retry.cancel();
    socket.close();
  };
  // A refusal by the server, unlike a lost connection, is not followed by a new attempt by itself.
  const again = () => retry.later(() => socket.connect());
  socket.on('change', (data: unknown) => {
    const parsed = change.safeParse(data);
    // A newer server may tell of kinds that this program does not know.
    if (parsed.success) handlers.onChange(parsed.data);
  });
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    retry.cancel();
    handlers.onLost();
    if (reason === 'io server disconnect') again();
  });
  const firstList = deferred<null>();
  const fail = (error: unknown) => {
    close();
    firstList.reject(error);
    handlers.onFailure(error);
  };
  const refresh = (first: boolean) => {
    handlers.refresh().then(
      () => firstList.resolve(null),
      (error: unknown) => {
        if (first || !isPassing(error)) fail(error);
        // What changed before this connection nobody tells again. Without it, the next one asks.
        else if (socket.connected) retry.later(() => refresh(false));
      },
    );
  };
  socket.on('connect', () => {
    retry.cancel();
    refresh(!connectedOnce);
    connectedOnce = true;
  });
  socket.on('connect_error', () => {
    // The socket does not say why; a request does, and ends a command whose token has run out meanwhile.
    client.send('GET', '/session').then(
      () => (socket.active ? undefined : again()),
      (error: unknown) => {
        if (!connectedOnce || !isPassing(error)) fail(error);
        else if (!socket.active) again();
      },
    );
  });
  const deadline = setTimeout(() => {
    if (!connectedOnce) fail(notLive(client.target.url));
  }, FIRST_CONNECTION_WITHIN);
  socket.connect();
  try {
    await firstList.promise;
    return { close };
  } finally {
    clearTimeout(deadline);
  }
}

/** Whether it may be over by itself: the server starts again, the network comes back. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ConsoleError &&
  ['server-unreachable', 'internal', 'database-unusable'].includes(error.code);
