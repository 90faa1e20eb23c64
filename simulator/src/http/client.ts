import type { Socket } from 'node:net';
import type { Context } from 'hono';
import { z } from 'zod';

/** What @hono/node-server passes with each request. */
const Bindings = z.object({
  incoming: z.object({
    socket: z.object({
      remoteAddress: z.string().optional(),
      localAddress: z.string().optional(),
      encrypted: z.boolean().optional(),
    }),
  }),
});

export interface Peer {
  readonly address: string;
  /** The local address of the connection. */
  readonly local: string;
  /** Whether the client runs on this machine. */
  readonly isLocal: boolean;
  readonly isEncrypted: boolean;
}

export function peerOf(context: Context): Peer {
  const { socket } = Bindings.parse(context.env).incoming;
  return describe(socket.remoteAddress, socket.localAddress, socket.encrypted === true);
}

export function addressOf(context: Context): string {
  return peerOf(context).address;
}

export function peerOfSocket(socket: Socket): Peer {
  return describe(socket.remoteAddress, socket.localAddress, 'encrypted' in socket);
}

function describe(remote: string | undefined, local: string | undefined, isEncrypted: boolean): Peer {
  const address = plain(remote);
  const ours = plain(local);
  const isLocal = isLoopback(address) || (address !== '' && address === ours);
  return { address, local: ours, isLocal, isEncrypted };
}

/** Removes the IPv6 prefix of an IPv4-mapped address. */
function plain(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
