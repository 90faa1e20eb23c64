import { type WebSocket } from 'ws';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { ticket, ticketProtocol, type TicketRequest } from '../../../lib/contract/live.ts';
import { type Client, unreachable } from '../api/client.ts';

export interface TicketedSocketOptions {
  readonly client: Client;
  readonly request: TicketRequest;
  readonly path: string;
  readonly protocol: string;
}

function refused(status: number | undefined, url: string): ConsoleError {
  const fix = 'Try once more; if it stays so, ven and the console are not of the same version.';
  if (status === 401) return new ConsoleError('unauthenticated', `${url} did not take the ticket.`, { fix });
  if (status === 403)
    return new ConsoleError('forbidden', `${url} does not let you see this console.`, { fix });
  return new ConsoleError('server-unreachable', `${url} refused the connection (HTTP ${status ?? '?'}).`, {
    fix,
  });
}

/**
 * Gets a ticket, good once, and opens the socket it is for. It is paused: its first words may have come with the
 * handshake, and whoever listens to them calls `resume`.
 */
export async function openTicketedSocket(options: TicketedSocketOptions): Promise<WebSocket> {
  const { client, request, path, protocol } = options;
  const { ticket: secret } = await client.request('POST', '/tickets', ticket, request);
  const { WebSocket: Socket } = await import('ws');
  const url = client.target.url.replace(/^http/, 'ws') + path;
  const socket = new Socket(url, [protocol, ticketProtocol(secret)], {
    headers: { ...client.headers },
    handshakeTimeout: 15_000,
    perMessageDeflate: false,
  });
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      // An error that comes after the attempt was given up has nobody to tell.
      socket.on('error', () => undefined);
      socket.terminate();
      reject(error);
    };
    socket.once('unexpected-response', (_request, { statusCode }) => fail(refused(statusCode, url)));
    socket.once('error', (error) => fail(unreachable(client.target.url, error)));
    socket.once('open', () => {
      socket.removeAllListeners('error');
      // A broken connection is followed by `close`, and that is what is listened to.
      socket.on('error', () => undefined);
      socket.pause();
      resolve(socket);
    });
  });
}
