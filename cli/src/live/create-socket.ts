import type { ClientOptions as SocketOptions, WebSocket } from 'ws';
import type { ConsoleClient } from 'ven-client';

const HANDSHAKE_WITHIN = 15_000;
const GOODBYE_WITHIN = 500;

/** Makes WebSockets for a command, and can put an end to them. */
export interface Sockets {
  readonly create: (url: string, protocols: string[]) => WebSocket;
  /** A peer that does not answer the goodbye must not keep the program. */
  readonly terminateSoon: () => void;
}

export async function loadSockets({ headers }: ConsoleClient): Promise<Sockets> {
  // Loaded by the commands that need it.
  const { WebSocket: Socket } = await import('ws');
  const options: SocketOptions = {
    headers,
    handshakeTimeout: HANDSHAKE_WITHIN,
    perMessageDeflate: false,
  };
  const sockets = new Set<WebSocket>();
  return {
    create: (url, protocols) => {
      const socket = new Socket(url, protocols, options);
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    terminateSoon: () => {
      setTimeout(() => sockets.forEach((socket) => socket.terminate()), GOODBYE_WITHIN).unref();
    },
  };
}
