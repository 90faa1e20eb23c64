import {
  SERIAL_PATH,
  SERIAL_PROTOCOL,
  ticketProtocol,
  VNC_PATH,
  VNC_PROTOCOL,
  type TicketRequest,
} from '../../lib/contract/live.ts';
import type { ConsoleClient } from './client.ts';

/** The part of the WebSocket API that the client uses, common to browsers and the package `ws`. */
export interface ConsoleSocket {
  binaryType: string;
  readonly readyState: number;
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: ClosedEvent) => void): void;
}

interface ClosedEvent {
  readonly code: number;
  readonly reason: string;
}

export const SOCKET_OPEN = 1;
/** Of RFC 6455. */
export const CLOSED_NORMALLY = 1000;

/**
 * Creates a WebSocket; the URL is a path only if the client has no base address. A program also sends the client's
 * headers, as browsers do with their cookie.
 */
export type CreateSocket<S> = (url: string, protocols: string[]) => S;

const SOCKETS = {
  serial: { path: SERIAL_PATH, protocol: SERIAL_PROTOCOL },
  vnc: { path: VNC_PATH, protocol: VNC_PROTOCOL },
} as const;

/** Gets a ticket and opens its socket, which is still connecting when this resolves. */
export async function openConsoleSocket<S>(
  client: Pick<ConsoleClient, 'url' | 'ticket'>,
  request: TicketRequest,
  create: CreateSocket<S>,
): Promise<S> {
  const ticket = await client.ticket(request);
  const { path, protocol } = SOCKETS[request.kind];
  return create(`${client.url.replace(/^http/, 'ws')}${path}`, [protocol, ticketProtocol(ticket)]);
}
