import { type Socket } from 'node:net';
import { type Context } from 'hono';
import { z } from 'zod';

/** What @hono/node-server hands over with each request. */
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
  /** The address of ours that it came in by. */
  readonly local: string;
  /** Whether the client is a process of this very machine. */
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

/** An IPv4 address that came in over an IPv6 socket is shown as what it is. */
function plain(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
