import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { messageOf, SimulatorError } from '../error.ts';
import { type CertificateKind, type Certificates } from '../tls/authority.ts';
import { peerOfSocket, type Peer } from './client.ts';

/** OVMF knows neither TLS 1.3 nor ECDHE: it needs DHE-RSA, or RSA key exchange, with TLS 1.2. */
const FIRMWARE_TLS: ServerOptions = {
  minVersion: 'TLSv1.2',
  ciphers: 'DEFAULT:AES256-GCM-SHA384:AES128-GCM-SHA256:AES256-SHA256:AES128-SHA256',
  dhparam: 'auto',
};
/** Firmware asks for the size first and fetches later, on the same connection; being closed upon is an error to it. */
const KEEP_ALIVE = 75_000;
const IDLE = 300_000;
const MOST_CONNECTIONS = 1024;

export interface ListenerOptions {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly certificates: Certificates;
  readonly listener: RequestListener;
  /** Which certificate a client is shown; asked for each connection. */
  certificateFor(peer: Peer): CertificateKind;
  tlsFailed(peer: Peer, reason: string): void;
}

export interface Listeners {
  readonly httpPort: number;
  readonly httpsPort: number;
  close(): Promise<void>;
}

/** Opens the two ports. Whatever goes wrong on the way, nothing stays open behind it. */
export async function openListeners(options: ListenerOptions): Promise<Listeners> {
  const sockets = new Set<Socket>();
  const plain = tuned(createHttpServer(options.listener));
  const secure = secureEntry(options);
  const entries: NetServer[] = [plain, secure];
  for (const entry of entries) {
    entry.maxConnections = MOST_CONNECTIONS;
    entry.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  const close = async () => {
    const closed = entries.filter((entry) => entry.listening).map((entry) => once(entry, 'close'));
    for (const entry of entries) if (entry.listening) entry.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  };
  try {
    const httpPort = await listen(plain, options.address, options.httpPort);
    const httpsPort = await listen(secure, options.address, options.httpsPort);
    return { httpPort, httpsPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * One TLS server for each certificate behind a plain socket server, which hands every connection to one of them:
 * firmware sends no server name, so the choice has to fall before the handshake.
 */
function secureEntry(options: ListenerOptions): NetServer {
  /** Those under way, by the client's address and port: a socket that has closed no longer knows whose it was. */
  const handshakes = new Map<string, Peer>();
  const fail = (key: string, reason: string) => {
    const peer = handshakes.get(key);
    if (peer !== undefined) options.tlsFailed(peer, reason);
    handshakes.delete(key);
  };
  const serverFor = (kind: CertificateKind): Server => {
    const { certificate, key } = options.certificates.server[kind];
    const server = tuned(createHttpsServer({ ...FIRMWARE_TLS, cert: certificate, key }, options.listener));
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
    // Until TLS takes over, an error of the socket has no other listener.
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

function tuned<S extends Server>(server: S): S {
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
