import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { messageOf, SimulatorError } from '../error.ts';
import type { CertificateKind, Certificates } from '../tls/authority.ts';
import { peerOfSocket, type Peer } from './client.ts';

/** OVMF supports neither TLS 1.3 nor ECDHE: it needs TLS 1.2 with DHE-RSA or RSA key exchange. */
const FIRMWARE_TLS: ServerOptions = {
  minVersion: 'TLSv1.2',
  ciphers: 'DEFAULT:AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256',
  dhparam: 'auto',
};
/** Firmware sends HEAD, and later GET on the same connection; it fails if the server closes the connection in between. */
const KEEP_ALIVE = 75_000;
const IDLE = 300_000;
const MAX_CONNECTIONS = 1024;

export interface ListenerOptions {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly certificates: Certificates;
  /** The boot service's own port, with other certificates. */
  readonly boot?: { readonly port: number; readonly certificates: Certificates } | undefined;
  readonly listener: RequestListener;
  /** Chooses the certificate for each connection. */
  certificateFor(peer: Peer): CertificateKind;
  tlsFailed(peer: Peer, reason: string): void;
}

export interface Listeners {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** 0: it has no separate port. */
  readonly bootPort: number;
  close(): Promise<void>;
}

/** Opens all ports. If it fails, nothing stays open. */
export async function openListeners(options: ListenerOptions): Promise<Listeners> {
  const sockets = new Set<Socket>();
  const plain = withTimeouts(createHttpServer(options.listener));
  const secure = httpsServer(options);
  const boot = options.boot && httpsServer({ ...options, certificates: options.boot.certificates });
  const servers: NetServer[] = [plain, secure, ...(boot === undefined ? [] : [boot])];
  for (const entry of servers) {
    entry.maxConnections = MAX_CONNECTIONS;
    entry.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  const close = async () => {
    const closed = servers.filter((entry) => entry.listening).map((entry) => once(entry, 'close'));
    for (const entry of servers) if (entry.listening) entry.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  try {
    const httpPort = await listen(plain, options.address, options.httpPort);
    const httpsPort = await listen(secure, options.address, options.httpsPort);
    const bootPort = boot === undefined ? 0 : await listen(boot, options.address, options.boot?.port ?? 0);
    return { httpPort, httpsPort, bootPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A plain socket server that passes each connection to one of several TLS servers, one for each certificate. Firmware sends
 * no server name (SNI), so the certificate has to be chosen before the handshake.
 */
function httpsServer(options: ListenerOptions): NetServer {
  /** Handshakes in progress, by the client's address and port, because a closed socket no longer knows its peer. */
  const handshakes = new Map<string, Peer>();
  const fail = (key: string, reason: string) => {
    const peer = handshakes.get(key);
    if (peer !== undefined) options.tlsFailed(peer, reason);
    handshakes.delete(key);
  };
  const serverFor = (kind: CertificateKind): Server => {
    const { certificate, key } = options.certificates.server[kind];
    const server = withTimeouts(
      createHttpsServer({ ...FIRMWARE_TLS, cert: certificate, key }, options.listener),
    );
    server.on('secureConnection', (socket) => handshakes.delete(keyOf(socket)));
    server.on('tlsClientError', (error, socket) => {
      fail(keyOf(socket), error.message);
      socket.destroy();
    });
    return server;
  };
  const servers: Readonly<Record<CertificateKind, Server>> = {
    good: serverFor('good'),
    'wrong-ca': serverFor('wrong-ca'),
    expired: serverFor('expired'),
    'unknown-name': serverFor('unknown-name'),
  };
  return createNetServer((socket) => {
    // Until TLS takes over, the socket has no other error listener.
    socket.on('error', () => socket.destroy());
    const [key, peer] = [keyOf(socket), peerOfSocket(socket)];
    handshakes.set(key, peer);
    socket.once('close', () => fail(key, 'closed during the TLS handshake'));
    servers[options.certificateFor(peer)].emit('connection', socket);
  });
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? ''}`;
}

function withTimeouts<S extends Server>(server: S): S {
  server.keepAliveTimeout = KEEP_ALIVE;
  server.timeout = IDLE;
  return server;
}

async function listen(server: NetServer, address: string, port: number): Promise<number> {
  try {
    const listening = once(server, 'listening');
    server.listen({ host: address, port });
    await listening;
  } catch (error) {
    throw new SimulatorError(
      'cannot-listen',
      `cannot listen on ${address}:${port}: ${messageOf(error)}`,
      error,
    );
  }
  return portOf(server.address());
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
