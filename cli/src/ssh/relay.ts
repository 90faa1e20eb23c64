import { connect, createServer, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';

export interface RelayOptions {
  /** Where to listen; port 0 takes a free one. */
  readonly local: { readonly host: string; readonly port: number };
  readonly target: { readonly host: string; readonly port: number };
  /** A connection to the target could not be opened. */
  readonly onError: (error: unknown) => void;
}

export interface Relay {
  readonly port: number;
  close(): void;
}

function listen(server: Server, { host, port }: RelayOptions['local']): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new ConsoleError('port-in-use', `${host}:${port} cannot be listened on: ${error.message}.`, {
          fix: 'Choose another local port, or 0 for a free one.',
        }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** A local TCP port whose connections lead to a port of a node. */
export async function openRelay({ local, target, onError }: RelayOptions): Promise<Relay> {
  const sockets = new Set<Socket>();
  const open = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const node = open(connect({ ...target, allowHalfOpen: true, noDelay: true }));
    let isConnected = false;
    node.once('connect', () => (isConnected = true));
    const ended = (error: unknown): void => {
      // Afterwards either side may end or break as it likes.
      if (error !== null && error !== undefined && !isConnected) onError(refused(target, error));
    };
    pipeline(open(client), node, ended);
    pipeline(node, client, () => undefined);
  });
  const port = await listen(server, local);
  return {
    port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const refused = ({ host, port }: RelayOptions['target'], cause: unknown): ConsoleError =>
  new ConsoleError('conflict', `${host}:${port} cannot be reached: ${messageOf(cause)}.`, {
    fix: 'Check that something listens there. From another machine than the node’s host, use --jump HOST.',
    cause,
  });
