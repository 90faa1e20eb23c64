import { createServer, type Server, type Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { openConsoleSocket, type ConsoleClient } from 'ven-client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { unreachable } from '../api/client.ts';
import { loadSockets } from '../live/create-socket.ts';

export interface BridgeOptions {
  readonly client: ConsoleClient;
  readonly node: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly readOnly: boolean;
  readonly onError: (error: unknown) => void;
}

export interface Bridge {
  readonly port: number;
  close(): void;
}

/** A socket's buffer beyond which its source pauses: a few frames of a screen. */
const BUFFER_MOST = 1_048_576;

/** Bytes both ways, each side paused while the other is full, until either ends. */
function join(viewer: Socket, screen: WebSocket): void {
  if (viewer.destroyed) {
    screen.terminate();
    return;
  }
  screen.on('message', (data, binary) => {
    if (!binary) return;
    const bytes = Array.isArray(data)
      ? Buffer.concat(data)
      : Buffer.isBuffer(data)
        ? data
        : Buffer.from(data);
    if (viewer.write(bytes)) return;
    screen.pause();
    viewer.once('drain', () => screen.resume());
  });
  viewer.on('data', (bytes: Buffer) => {
    screen.send(bytes, () => {
      if (viewer.isPaused() && screen.bufferedAmount < BUFFER_MOST) viewer.resume();
    });
    if (screen.bufferedAmount >= BUFFER_MOST) viewer.pause();
  });
  screen.once('close', () => viewer.end());
  viewer.once('close', () => screen.close());
  viewer.resume();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const fix = 'Choose another port with --port, or leave it out to use a free one.';
      reject(
        new ConsoleError('port-in-use', `Port ${port} cannot be listened on: ${error.message}.`, { fix }),
      );
    });
    // Loopback only: whoever reaches this port has the node's keyboard.
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** A local TCP port; each viewer that connects gets a ticket and a connection to the node's screen of its own. */
export async function openBridge({ client, node, port, readOnly, onError }: BridgeOptions): Promise<Bridge> {
  const request = { node, kind: 'vnc', port: 0, mode: readOnly ? 'read' : 'write' } as const;
  const sockets = await loadSockets(client);
  const viewers = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (viewer) => {
    viewers.add(viewer);
    viewer.once('close', () => viewers.delete(viewer));
    // A viewer that vanishes is followed by `close`.
    viewer.on('error', () => undefined);
    const fail = (error: unknown) => {
      viewer.destroy();
      onError(error);
    };
    openConsoleSocket(client, request, sockets.create).then((screen) => {
      screen.once('open', () => join(viewer, screen));
      screen.on('error', (error) => {
        // A connection that breaks later is followed by `close`.
        if (screen.listenerCount('message') === 0) fail(unreachable(client.url, error));
      });
    }, fail);
  });
  const actual = await listen(server, port);
  return {
    port: actual,
    close: () => {
      server.close();
      for (const viewer of viewers) viewer.destroy();
      sockets.terminateSoon();
    },
  };
}
