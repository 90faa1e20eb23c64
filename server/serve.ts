import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIPv6 } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { sharedPath } from '../lib/contract/share.ts';
import { allows, type Permission } from '../lib/domain/permission.ts';
import { listenError } from './config.ts';
import { openAccess } from './core/access/access.ts';
import type { Access, FirstAdmin } from './core/access/api.ts';
import { credentialOf } from './core/access/credential.ts';
import { hashSecret } from './core/access/secret.ts';
import { foreignHost, isOwnHost, type OwnOrigin } from './core/access/origin.ts';
import type { Core } from './core/api.ts';
import type { Database } from './db/api.ts';
import { createApp, isApiPath, SECURITY_HEADERS } from './http/app.ts';
import { CONNECTION_BOUNDS, endSilent, Unanswered } from './http/connections.ts';
import { openMetrics } from './http/metrics.ts';
import { refuseUnreadable } from './http/problem.ts';
import { answerProblem, refusalOfPageMethod, refusalOfTarget } from './http/request-target.ts';
import { Upgrades, type SocketKind } from './live/upgrade.ts';
import type { FirstLists, Pages } from './web/pages.ts';

/** After it, whoever still talks is cut off. */
const CLOSE_DEADLINE_MS = 5000;

export interface ServeOptions {
  readonly core: Core;
  readonly database: Pick<Database, 'users' | 'sessions' | 'audit' | 'secrets' | 'shareLinks' | 'ping'>;
  /** Null serves the API alone. */
  readonly pages: Pages | null;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** PEM. */
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  readonly baseUrl: string | null;
  readonly admin: { readonly email: string | null; readonly password: string | null };
  /** Which console this is, among those of one machine. */
  readonly installation: string;
  readonly version: string;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How attempts to log in are held up. */
  readonly hold?: (milliseconds: number) => Promise<void>;
}

export interface Serving {
  /** Where people reach it. */
  readonly url: string;
  /** Where it listens; differs behind a proxy. */
  readonly listening: string;
  readonly firstAdmin: FirstAdmin | null;
  /** Open sockets by kind. */
  sockets(): Record<SocketKind, number>;
  /** Stops taking requests, ends the sockets, and waits for what is being answered. Core and database stay. */
  close(): Promise<void>;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      const reason = listenError(error, { host, port });
      reject(reason instanceof Error ? reason : error);
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Rejects when another program listens there, before anything is opened that would have to be closed for it. */
export async function checkAddress({ host, port }: Pick<ServeOptions, 'host' | 'port'>): Promise<void> {
  const attempt = createServer();
  await listen(attempt, host, port);
  await closeServer(attempt);
}

export function urlOf(host: string, port: number, tls: boolean): string {
  const named = host === '0.0.0.0' || host === '::' ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${named}:${port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Who asks for a page without a session would only see it being refused everything it fetches. */
const isStranger = ({ method, headers }: IncomingMessage, path: string, sessionCookie: string): boolean =>
  method === 'GET' &&
  path !== '/login' &&
  // The page asks for what the link shows itself.
  sharedPath(path) === null &&
  headers.accept?.includes('text/html') === true &&
  credentialOf({ cookie: headers.cookie }, sessionCookie) === null;

function toLogin(request: IncomingMessage, response: ServerResponse): void {
  const next = request.url ?? '/';
  const location = next === '/' ? '/login' : `/login?next=${encodeURIComponent(next)}`;
  response.writeHead(302, { location, 'cache-control': 'no-store' }).end();
}

/** What the owner of the request's cookie may see. Who is shown a page has not used the session yet. */
function firstListsFor(
  { headers: { cookie } }: IncomingMessage,
  { core, access }: Pick<Dispatched, 'core' | 'access'>,
): FirstLists {
  const may = async (permission: Permission): Promise<boolean> => {
    const credential = credentialOf({ cookie }, access.sessionCookie);
    const identity =
      credential && (await access.present({ ...credential, hash: hashSecret(credential.secret) }));
    return identity !== null && allows(identity.actor.role, permission);
  };
  return {
    nodes: async () => ((await may('nodes.read')) ? core.nodes.list() : []),
    domains: async (host, query) =>
      (await may('domains.read')) ? (await core.domains.list(host, query)).domains : [],
  };
}

interface Dispatched {
  readonly core: Core;
  readonly access: Access;
  readonly pages: Pages | null;
  readonly origin: OwnOrigin;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Without Strict-Transport-Security: a browser would hold it against every port of this host name, also those of
 * others who have no TLS. Nothing listens here without TLS when there is one, and the cookie is Secure then.
 */
function dispatch(api: RequestListener, dispatched: Dispatched): RequestListener {
  const { pages, access, origin } = dispatched;
  const unanswered = new Unanswered();
  return (request, response) => {
    if (!unanswered.admit(request, response)) return;
    const [path = '/'] = (request.url ?? '/').split('?');
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    if (sharedPath(path)) response.setHeader('referrer-policy', 'no-referrer');
    const refusedTarget = refusalOfTarget(request.url ?? '');
    const refusedMethod = refusalOfPageMethod(request.method);
    if (refusedTarget) answerProblem(request, response, refusedTarget);
    else if (!pages || isApiPath(path)) api(request, response);
    else if (!isOwnHost(request.headers.host, origin)) answerProblem(request, response, foreignHost());
    else if (refusedMethod) answerProblem(request, response, refusedMethod, { allow: 'GET, HEAD' });
    else if (isStranger(request, path, access.sessionCookie)) toLogin(request, response);
    else pages.handle(request, response, firstListsFor(request, dispatched));
  };
}

/** One server for everything: REST, sockets and pages. Resolves when it listens. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { core, database, pages, host, port, tls, baseUrl, installation, version, logger, now, hold } =
    options;
  const clock = { ...(now ? { now } : {}), ...(hold ? { hold } : {}) };
  const onError = (error: unknown) => logger.error({ err: error }, 'share links could not be looked through');
  const access = openAccess({ database, subjects: core, installation, onError, ...clock });
  const origin = { baseUrl, tls: tls !== null, host };
  const metrics = openMetrics(core, () => live.counts());
  const pingDatabase = () => database.ping();
  const app = createApp({ core, access, pingDatabase, origin, logger, metrics });
  const errorHandler = (error: unknown) => refuseUnreadable(error, logger);
  const api = getRequestListener(app.fetch, { overrideGlobalObjects: false, errorHandler });
  const listener = dispatch((request, response) => void api(request, response), {
    pages,
    core,
    access,
    origin,
  });
  const server = tls
    ? createTlsServer({ ...CONNECTION_BOUNDS, cert: tls.certificate, key: tls.key }, listener)
    : createServer(CONNECTION_BOUNDS, listener);
  endSilent(server);
  const greeting = { version, startedAt: new Date().toISOString() };
  const development = pages?.upgrade;
  const live = new Upgrades({ server, core, access, origin, greeting, logger, development });

  const close = async () => {
    const closed = closeServer(server);
    await live.close();
    await closed;
    await access.close();
    metrics.close();
  };
  try {
    const listening = urlOf(host, await listen(server, host, port), tls !== null);
    // Last: a password that was made up for it is shown once, so nothing may fail between making and showing it.
    const firstAdmin = await access.ensureFirstAdmin(options.admin);
    return {
      url: baseUrl ?? listening,
      listening,
      firstAdmin,
      sockets: () => live.counts(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
