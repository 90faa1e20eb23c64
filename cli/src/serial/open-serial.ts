import { SerialSession, type ConsoleClient, type SerialOptions, type SerialSink } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { deferred } from '../live/deferred.ts';
import { loadSockets } from '../live/create-socket.ts';

export interface SerialHandlers extends SerialSink {
  readonly lost?: () => void;
  readonly resumed?: () => void;
}

interface Options extends Omit<SerialOptions, 'createSocket' | 'sink'> {
  readonly client: ConsoleClient;
  readonly handlers: SerialHandlers;
}

export interface Serial {
  /** What is typed while there is no connection is lost, as on any serial line. */
  input(text: string): void;
  /** Rejects when it cannot go on; never resolves. */
  readonly failed: Promise<never>;
  /** Closes it when the other side has read everything that was typed; rejects when that is not certain. */
  finish(): Promise<void>;
  close(): void;
}

const cutOff = () =>
  new ConsoleError('server-unreachable', 'The connection ended before all of the piped input had arrived.', {
    fix: 'Look at the console to see how far the guest got: ven console NODE --read-only',
  });

/** A serial session for a command: it fails when the first connection does, and when the server refuses something. */
export async function openSerial({ handlers, ...options }: Options): Promise<Serial> {
  const sockets = await loadSockets(options.client);
  const connected = deferred<null>();
  const failure = deferred<never>();
  let state: 'new' | 'connected' | 'lost' = 'new';
  const close = () => {
    session.dispose();
    sockets.terminateSoon();
  };
  const fail = (error: unknown) => {
    close();
    connected.reject(error);
    failure.reject(error);
  };
  const sink = { ...handlers, refused: fail };
  const session = new SerialSession({
    ...options,
    createSocket: sockets.create,
    sink,
  });
  session.subscribe(() => {
    const now = session.snapshot();
    if (now.state === 'failed' || (now.state === 'waiting' && state === 'new')) fail(now.error);
    else if (now.state === 'waiting' && state === 'connected') {
      state = 'lost';
      handlers.lost?.();
    } else if (now.state === 'open' && state !== 'connected') {
      if (state === 'lost') handlers.resumed?.();
      state = 'connected';
      connected.resolve(null);
    }
  });
  await connected.promise;
  return {
    input: (text) => void session.input(text),
    failed: failure.promise,
    finish: async () => {
      if (!(await session.finish())) throw cutOff();
    },
    close,
  };
}
