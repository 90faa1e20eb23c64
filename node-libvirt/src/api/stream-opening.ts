import { ErrorCode } from '../constants/error-codes.ts';
import { LibvirtError } from '../error.ts';
import type { Procedure } from '../protocol/procedure.ts';
import type { CallOptions } from '../rpc/waiting.ts';
import type { RpcClient } from '../rpc/client.ts';
import type { StreamDirection } from '../rpc/stream.ts';
import { LibvirtStream } from '../rpc/stream.ts';
import { waitWithin } from '../rpc/waiting.ts';
import type { Introduction } from './handshake.ts';
import { introduce } from './handshake.ts';

export interface StreamRequest<Args, Result> {
  readonly procedure: Procedure<Args, Result>;
  readonly args: Args;
  readonly direction: StreamDirection;
  readonly sparse?: boolean;
}

export interface OpenedStream<Result> {
  readonly result: Result;
  readonly stream: LibvirtStream;
}

/** The connections of streams, for the code that ends them. */
export interface StreamClients {
  /** Still being opened. */
  readonly opening: Set<RpcClient>;
  /** With a stream. */
  readonly open: Set<RpcClient>;
  /** Ended, while the daemon has yet to answer the abort of the stream. */
  readonly ending: Set<RpcClient>;
}

/** How long a connection that was given up may wait for the daemon's answer. */
const graceMilliseconds = 5000;

/**
 * Opens a stream on a separate connection.
 *
 * When cancelled, it rejects at once but does not disconnect at once: libvirtd (9.0 at least) can crash when a client
 * disconnects before the call that opens a stream is answered. So the daemon gets a moment to answer first.
 */
export async function openStream<Args, Result>(
  introduction: Introduction,
  request: StreamRequest<Args, Result>,
  limits: CallOptions,
  clients: StreamClients,
): Promise<OpenedStream<Result>> {
  let client: RpcClient | undefined;
  const opening = open(introduction, request, limits, clients, (dialled) => {
    client = dialled;
  });
  try {
    return await waitWithin(opening, limits, request.procedure.name);
  } catch (error) {
    const grace = setTimeout(() => client?.destroy(notNeeded(request.procedure.name)), graceMilliseconds);
    grace.unref();
    opening
      .then(
        ({ stream }) => stream.on('error', () => undefined).destroy(),
        () => undefined,
      )
      .finally(() => {
        clearTimeout(grace);
      });
    throw error;
  }
}

async function open<Args, Result>(
  introduction: Introduction,
  { procedure, args, direction, sparse = false }: StreamRequest<Args, Result>,
  limits: CallOptions,
  clients: StreamClients,
  onDialled: (client: RpcClient) => void,
): Promise<OpenedStream<Result>> {
  const observer = {
    event: () => undefined,
    dialled: (client: RpcClient) => {
      clients.opening.add(client);
      onDialled(client);
    },
    closed: (_reason: LibvirtError, client: RpcClient) => {
      clients.opening.delete(client);
      clients.open.delete(client);
      clients.ending.add(client);
      void client.hungUp.then(() => clients.ending.delete(client));
    },
  };
  const { client } = await introduce(introduction, observer, { dialling: limits, step: () => ({}) });
  const release = () => {
    client.end(notNeeded(procedure.name));
  };
  try {
    const { result, receiver } = await client.openStream(procedure, args, {}, (serial) => {
      const address = { program: procedure.program, procedure: procedure.number, serial };
      return new LibvirtStream(client, address, { direction, sparse, call: procedure.name, release });
    });
    clients.opening.delete(client);
    if (!client.ended) clients.open.add(client);
    return { result, stream: receiver };
  } catch (error) {
    release();
    throw error;
  }
}

function notNeeded(call: string): LibvirtError {
  const message = 'the connection is closed';
  return new LibvirtError({ kind: 'closed', code: ErrorCode.INVALID_CONN, message, call });
}
