import { ticket, ticketProtocol, VNC_PATH, VNC_PROTOCOL } from '../../lib/contract/live.ts';
import { request } from './request.ts';

export interface ConsolePlace {
  readonly node: string;
  readonly kind: 'serial' | 'vnc';
  readonly port: number;
  readonly mode: 'read' | 'write';
}

/** A ticket is good once and for seconds: fetched right before the socket is opened. */
export async function fetchTicket(place: ConsolePlace): Promise<string> {
  return (await request(ticket, '/tickets', { method: 'POST', body: place })).ticket;
}

export function socketAddress(path: string): string {
  const { protocol, host } = window.location;
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}${path}`;
}

/** Opens the socket that carries a node's screen. */
export async function openScreenSocket(node: string, mode: 'read' | 'write'): Promise<WebSocket> {
  const issued = await fetchTicket({ node, kind: 'vnc', port: 0, mode });
  return new WebSocket(socketAddress(VNC_PATH), [VNC_PROTOCOL, ticketProtocol(issued)]);
}
