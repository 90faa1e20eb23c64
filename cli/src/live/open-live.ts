import { isTransient, LiveFeed, type ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { LIVE_PATH, type Change } from '../../../lib/contract/live.ts';
import { deferred } from './deferred.ts';

const FIRST_CONNECTION_WITHIN = 15_000;

export interface Live {
  readonly close: () => void;
}

export interface LiveHandlers {
  /** Fetches everything; called on every connection, when `onChange` is being called already. */
  readonly refresh: () => Promise<void>;
  readonly onChange: (change: Change) => void;
  readonly onLost: () => void;
  /** Nothing more will come. */
  readonly onFailure: (error: unknown) => void;
}

const notLive = (url: string): ConsoleError =>
  new ConsoleError('server-unreachable', `${url} answers requests, but not its live channel ${LIVE_PATH}.`, {
    fix: 'A proxy in between must let WebSocket connections through.',
  });

/**
 * The live feed for a command. Resolves after the first refresh, and rejects when there was no first connection; a
 * connection that was lost later is tried again until the user ends the command.
 */
export async function openLive(client: ConsoleClient, handlers: LiveHandlers): Promise<Live> {
  // Loaded by the commands that need it: it costs every other one a tenth of a second.
  const { io } = await import('socket.io-client');
  const refreshed = deferred<null>();
  let state: 'new' | 'live' | 'lost' = 'new';
  const fail = (error: unknown) => {
    feed.close();
    refreshed.reject(error);
    handlers.onFailure(error);
  };
  const feed = new LiveFeed({
    client,
    io,
    refresh: async () => {
      await handlers.refresh();
      refreshed.resolve(null);
    },
    onChange: handlers.onChange,
    onState: (next, error) => {
      if (next === 'failed' || (state === 'new' && error !== null && isTransient(error))) fail(error);
      else if (next === 'live') state = 'live';
      else if (state === 'live') {
        state = 'lost';
        handlers.onLost();
      }
    },
  });
  const deadline = setTimeout(() => {
    if (state === 'new') fail(notLive(client.url));
  }, FIRST_CONNECTION_WITHIN);
  try {
    await refreshed.promise;
    return feed;
  } finally {
    clearTimeout(deadline);
  }
}
