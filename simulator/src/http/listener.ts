import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { admin } from '../admin/app.ts';
import { SignIns } from '../admin/sign-in.ts';
import type { Heartbeats } from '../agents/heartbeats.ts';
import type { BootService } from '../boot/service.ts';
import { northbound } from '../northbound/app.ts';
import { page } from '../page/app.ts';
import type { Simulation } from '../simulation.ts';
import { southbound } from '../southbound/app.ts';
import { isServedUnder } from '../tls/names.ts';
import { type Peer, peerOf, peerOfSocket } from './client.ts';
import type { RequestLog } from './request-log.ts';

export interface ListenerParts {
  readonly simulation: Simulation;
  readonly heartbeats: Heartbeats;
  readonly boot: BootService;
  readonly log: RequestLog;
  /** Set once the ports are open. */
  readonly ports: { http: number; boot: number };
}

/** The request listener of both ports: boot files from the disk, everything else through the Hono applications. */
export function requestListener(parts: ListenerParts): RequestListener {
  const { simulation, boot, log } = parts;
  const app = applications(parts);
  const handleApp = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
  });
  return (request, response) => {
    record(simulation, log, request, response);
    const path = pathOf(request);
    if (!isServedUnder(request.headers.host, simulation.settings.cluster, path)) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not served under this host name\n');
      return;
    }
    if (isElsewhere(parts, request, boot.isBootPath(path))) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not served at this port\n');
      return;
    }
    if (!boot.isBootPath(path)) {
      void handleApp(request, response);
      return;
    }
    const peer = peerOfSocket(request.socket);
    const base = plainBase(parts, request.headers.host, peer);
    const { address } = peer;
    boot.handle(request, response, { path, address, base }).catch(() => response.destroy());
  };
}

/** If the boot service has a separate port, firmware finds it only there, and that port serves nothing else. */
function isElsewhere({ ports }: ListenerParts, request: IncomingMessage, isBootPath: boolean): boolean {
  const { localPort } = request.socket;
  if (ports.boot === 0 || localPort === ports.http) return false;
  return (localPort === ports.boot) !== isBootPath;
}

function applications(parts: ListenerParts): Hono {
  const { simulation, heartbeats, log } = parts;
  const north = northbound(simulation);
  const south = southbound(simulation, heartbeats, (context) =>
    plainBase(parts, context.req.header('host'), peerOf(context)),
  );
  const app = new Hono();
  const applicationFor = (path: string): Hono => {
    if (path.startsWith('/v1/')) return north;
    if (path.startsWith('/admin/')) return adminApp;
    return path === '/' || path.startsWith('/page/') ? pageApp : south;
  };
  const signIns = new SignIns();
  const adminApp = admin(simulation, log, signIns);
  const pageApp = page(simulation, heartbeats, log, signIns);
  app.all('*', (context) => {
    const { path } = context.req;
    // As in the orchestrator, the API is served over HTTPS only.
    if (path.startsWith('/v1/') && !peerOf(context).isEncrypted) {
      return context.text('the API is served over HTTPS\n', 404);
    }
    return applicationFor(path).fetch(context.req.raw, context.env);
  });
  return app;
}

/**
 * The base URL under which a client reaches the plain HTTP port: the host that it used itself (behind NAT only the client
 * knows it), or, if it used the host name of one service, the local address of its connection.
 */
function plainBase(parts: ListenerParts, hostHeader: string | undefined, peer: Peer): string {
  const name = /^([A-Za-z0-9.-]{1,253})(?::\d{1,5})?$/.exec(hostHeader ?? '')?.[1];
  const isService = name?.toLowerCase().endsWith(`.${parts.simulation.settings.cluster.toLowerCase()}`);
  const host = name === undefined || isService === true ? peer.local : name;
  return `http://${host}:${parts.ports.http}`;
}

function pathOf(request: IncomingMessage): string {
  const target = request.url ?? '/';
  return target.split('?')[0] ?? '/';
}

/** Logs a request when its response is complete or its client has disconnected. */
function record(
  simulation: Simulation,
  log: RequestLog,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { address } = peerOfSocket(request.socket);
  const { socket } = request;
  const before = socket.bytesWritten;
  const begin = performance.now();
  const time = Date.now();
  response.once('close', () =>
    log.add({
      time,
      client: address,
      serial: simulation.nodes.serialOf(address),
      method: request.method ?? '',
      path: request.url ?? '',
      status: response.headersSent ? response.statusCode : 0,
      bytes: socket.bytesWritten - before,
      milliseconds: performance.now() - begin,
      complete: response.writableFinished,
    }),
  );
}
