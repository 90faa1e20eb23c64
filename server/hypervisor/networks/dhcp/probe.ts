import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { messageOf } from '../../../../lib/contract/error.ts';
import type { DhcpOffer } from '../api.ts';
import { decodeOffer, encodeDiscover } from './message.ts';

const [SERVER_PORT, CLIENT_PORT] = [67, 68];
/** dnsmasq pings an address for three seconds before it offers it. */
const LISTENING = 4_000;
/**
 * Locally administered, and always the same: servers that reserve what they offer then reserve one address, however often
 * they are asked.
 */
const MAC = Buffer.from([0x02, 0x56, 0x45, 0x4e, 0x44, 0x48]);

interface Question {
  /** This machine's address on the bridge. */
  readonly address: string;
  /** Nothing more has to be heard; `offers` has one of each server. */
  readonly isEnough: (offers: readonly DhcpOffer[]) => boolean;
}

/**
 * Broadcasts one DHCPDISCOVER from an address of this machine, and listens to the offers; none is accepted. Ends early when
 * `signal` aborts. Rejects with the system's error when the ports of DHCP cannot be used.
 */
export async function askDhcpServers(
  { address, isEnough }: Question,
  signal: AbortSignal,
): Promise<DhcpOffer[]> {
  const exchange = { xid: randomBytes(4), mac: MAC };
  const found = new Map<string, DhcpOffer>();
  const enough = new AbortController();
  // Node.js cannot bind a socket to an interface: one bound to its address sends through it, and one bound to none
  // receives broadcasts.
  using sending = opened();
  using receiving = opened();
  receiving.socket.on('message', (message, { address: sender }) => {
    const offer = decodeOffer(message, exchange, sender);
    if (offer === null || found.has(offer.server)) return;
    found.set(offer.server, offer);
    if (isEnough([...found.values()])) enough.abort();
  });
  await bound(receiving.socket, '0.0.0.0');
  await bound(sending.socket, address);
  sending.socket.setBroadcast(true);
  await sent(sending.socket, encodeDiscover(exchange));
  const isOver = AbortSignal.any([signal, enough.signal]);
  await setTimeout(LISTENING, undefined, { signal: isOver }).catch(() => undefined);
  return [...found.values()];
}

function opened() {
  // A DHCP client of this machine uses the port, too.
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  // Of a packet on its way; those of binding and sending are reported there.
  socket.on('error', () => undefined);
  return { socket, [Symbol.dispose]: () => void socket.close() };
}

async function bound(socket: Socket, address: string): Promise<void> {
  const listening = once(socket, 'listening');
  socket.bind(CLIENT_PORT, address);
  await listening;
}

const sent = (socket: Socket, message: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.send(message, SERVER_PORT, '255.255.255.255', (error) =>
      error === null ? resolve() : reject(error),
    );
  });

/** Why nothing could be asked, for people. */
export function whyUnasked(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EPERM')
    return `the console may not use UDP port ${CLIENT_PORT}, which takes root or CAP_NET_BIND_SERVICE`;
  if (code === 'EADDRINUSE') return `another program has UDP port ${CLIENT_PORT} for itself`;
  return messageOf(error);
}
