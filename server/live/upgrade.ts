import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { ConsoleError } from '../../lib/contract/error.ts';
import {
  LIVE_PATH,
  SERIAL_PATH,
  SERIAL_PROTOCOL,
  VNC_PATH,
  VNC_PROTOCOL,
  ticketProtocol,
} from '../../lib/contract/live.ts';
import { sharedPath } from '../../lib/contract/share.ts';
import type { Access, Identity, TicketGrant } from '../core/access/api.ts';
import { addressOf } from '../core/access/client-address.ts';
import { cookieValue, credentialOf, identify } from '../core/access/credential.ts';
import { noSuchShare } from '../core/access/shares/guests.ts';
import { foreignHost, isOwnHost, isOwnOrigin, type OwnOrigin } from '../core/access/origin.ts';
import type { Core } from '../core/api.ts';
import { CLOSED_SESSION_ENDED, closeSocket, ConsoleSockets } from './console-sockets.ts';
import { type Greeting, openEvents } from './events.ts';
import { auditDriver } from './drive-audit.ts';
import { refuseUpgrade } from './refusal.ts';
import { MAX_SERIAL_MESSAGE, serveSerial } from './serial.ts';
import { ConsoleAudit } from './console-audit.ts';
import { MAX_VNC_MESSAGE, serveVnc } from './vnc.ts';

export type SocketKind = 'live' | 'serial' | 'vnc';

/** Refusals that are recorded in the audit trail. */
const REFUSALS: ReadonlySet<ConsoleError['code']> = new Set([
  'unauthenticated',
  'forbidden',
  'too-many-requests',
]);

/** Simultaneous connections of one user, over all windows and tools. */
const MAX_SOCKETS: Readonly<Record<SocketKind, number>> = { live: 64, serial: 128, vnc: 64 };

const KIND_OF: Readonly<Record<string, SocketKind>> = {
  [LIVE_PATH]: 'live',
  [`${LIVE_PATH}/`]: 'live',
  [SERIAL_PATH]: 'serial',
  [VNC_PATH]: 'vnc',
};

export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface LiveOptions {
  readonly server: Pick<Server, 'on' | 'off'>;
  readonly core: Core;
  readonly access: Access;
  readonly origin: OwnOrigin;
  readonly greeting: Greeting;
  readonly logger: Logger;
  /** The development server's own sockets; never in production. */
  readonly development?: UpgradeHandler | undefined;
}

interface Live {
  counts(): Record<SocketKind, number>;
  close(): Promise<void>;
}

const refused = (code: ConsoleError['code'], message: string, fix: string, retryAfter?: number) =>
  new ConsoleError(code, message, { fix, ...(retryAfter === undefined ? {} : { retryAfter }) });

function pathOf(request: IncomingMessage): string {
  const [path = ''] = (request.url ?? '').split('?');
  return path;
}

/**
 * Browsers send Origin with every WebSocket, including those opened by other sites with the console's cookie. Programs
 * with a token need not send it.
 */
function requireOwnOrigin({ headers }: IncomingMessage, origin: OwnOrigin): void {
  if (!isOwnHost(headers.host, origin)) throw foreignHost();
  const named = headers.origin;
  const programme = named === undefined && headers.authorization !== undefined;
  if (programme || (named !== undefined && isOwnOrigin(named, headers.host, origin))) return;
  throw refused(
    'forbidden',
    'The connection comes from a page of another site, or does not say from which.',
    'Open the console at its own address; behind a proxy, set VEN_BASE_URL to that address.',
  );
}

/** engine.io would attach the session with this id to the new connection without repeating its checks. */
function requireOwnConnection({ url }: IncomingMessage): void {
  if (!new URLSearchParams(url?.split('?')[1]).has('sid')) return;
  throw refused('malformed', 'A live connection cannot be taken over.', 'Connect without a sid.');
}

/** Below the address of a share link, only its own cookie counts. */
async function requireIdentity(
  { headers }: IncomingMessage,
  access: Access,
  share: string | null,
): Promise<Identity> {
  const { cookie = '', authorization } = headers;
  if (share !== null) {
    const guest = await access.shares.identify(share, cookieValue(cookie, access.shares.cookie) ?? '');
    if (guest) return guest;
    throw noSuchShare();
  }
  const identity = await identify(access, { cookie, authorization });
  if (identity) return identity;
  throw refused(
    'unauthenticated',
    'Nobody is logged in, or the session or token has ended.',
    'Log in, or send a valid API token as "Authorization: Bearer ven_…".',
  );
}

function ticketOf({ headers }: IncomingMessage): string | undefined {
  const prefix = ticketProtocol('');
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  return offered.find((protocol) => protocol.startsWith(prefix))?.slice(prefix.length);
}

/** Of all guests of a share link together. */
const MAX_GUEST_SOCKETS: Readonly<Record<SocketKind, number>> = { live: 500, serial: 1000, vnc: 500 };

/** Limits a user's sockets of each kind, and those of a share link's guests, including those still being opened. */
class ConnectionQuota {
  readonly #taken = new Map<string, number>();

  /** Throws `too-many-requests`; returns a function that releases the connection. */
  take(kind: SocketKind, identity: Identity): () => void {
    const releaseOwn = this.#takeOf(`${kind} ${identity.actor.userId}`, MAX_SOCKETS[kind]);
    if (identity.kind !== 'share') return releaseOwn;
    try {
      const releaseShared = this.#takeOf(`${kind} of ${identity.id}`, MAX_GUEST_SOCKETS[kind]);
      return () => {
        releaseOwn();
        releaseShared();
      };
    } catch (error) {
      releaseOwn();
      throw error;
    }
  }

  #takeOf(key: string, most: number): () => void {
    const taken = this.#taken.get(key) ?? 0;
    if (taken >= most) {
      const message = `There are ${taken} open connections of this kind already.`;
      throw refused('too-many-requests', message, 'Close windows or programs that are not needed.', 30);
    }
    this.#taken.set(key, taken + 1);
    return () => {
      const left = (this.#taken.get(key) ?? 1) - 1;
      if (left === 0) this.#taken.delete(key);
      else this.#taken.set(key, left);
    };
  }
}

/**
 * The only listener for `upgrade`. Checks for every path, in this order: origin, identity, path, ticket, quota.
 */
export class Upgrades implements Live {
  readonly #options: LiveOptions;
  readonly #quota = new ConnectionQuota();
  readonly #events;
  readonly #serial = new ConsoleSockets({ protocol: SERIAL_PROTOCOL, maxMessageBytes: MAX_SERIAL_MESSAGE });
  readonly #vnc = new ConsoleSockets({ protocol: VNC_PROTOCOL, maxMessageBytes: MAX_VNC_MESSAGE });
  readonly #listener: UpgradeHandler;
  readonly #unwatchTurns: () => void;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#events = openEvents(options.core, options.access, options.greeting);
    this.#unwatchTurns = options.core.presence.onTurn((turn) =>
      auditDriver(turn, options.access, options.logger),
    );
    this.#listener = (request, socket, head) => void this.#upgrade(request, socket, head);
    options.server.on('upgrade', this.#listener);
  }

  counts(): Record<SocketKind, number> {
    return { live: this.#events.count, serial: this.#serial.count, vnc: this.#vnc.count };
  }

  async close(): Promise<void> {
    this.#options.server.off('upgrade', this.#listener);
    await Promise.all([this.#serial.close(), this.#vnc.close(), this.#events.close()]);
    this.#unwatchTurns();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { access, origin, logger, development } = this.#options;
    // A connection that breaks during the checks needs no answer.
    const ignore = () => undefined;
    socket.on('error', ignore);
    let by: string | null = null;
    try {
      requireOwnOrigin(request, origin);
      const path = pathOf(request);
      if (development && path.startsWith('/_next/')) {
        // Reloads pages, including the login page; carries no data of the console.
        development(request, socket, head);
        return;
      }
      const shared = sharedPath(path);
      const identity = await requireIdentity(request, access, shared?.id ?? null);
      // From here on, guests are at the same addresses as everybody.
      if (shared) request.url = (request.url ?? '').slice(path.length - shared.rest.length);
      by = identity.actor.name;
      const kind = KIND_OF[shared?.rest ?? path];
      if (!kind)
        throw refused('not-found', 'There is no socket at this address.', 'See lib/contract/live.ts.');
      if (kind === 'live') requireOwnConnection(request);
      this.#open(kind, identity, request, socket, head);
    } catch (error) {
      if (!(error instanceof ConsoleError)) logger.error({ err: error }, 'an upgrade failed unexpectedly');
      const known =
        error instanceof ConsoleError ? error : refused('internal', 'Internal error.', 'Try again.');
      await this.#noteRefusal(request, known, by);
      refuseUpgrade(socket, known);
    }
  }

  #open(kind: SocketKind, identity: Identity, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { access, core, logger } = this.#options;
    // The ticket is used up, whatever the outcome.
    const grant = kind === 'live' ? null : this.#redeem(kind, identity, request);
    // It would never emit `close`.
    if (socket.destroyed) return;
    const release = this.#quota.take(kind, identity);
    socket.once('close', release);
    if (!grant) {
      this.#events.accept(request, socket, head, identity);
      return;
    }
    const audit = new ConsoleAudit({ access, logger, grant, address: this.#addressOf(request) });
    this.#consoles(grant.kind).accept(request, socket, head, (viewer) => {
      const unwatch = access.whileValid(identity, () => {
        core.presence.end(identity.seat);
        closeSocket(viewer, CLOSED_SESSION_ENDED, 'The session has ended.');
      });
      viewer.once('close', () => {
        unwatch();
        audit.closed();
      });
      if (grant.kind === 'vnc') void serveVnc(viewer, grant, core, logger, audit);
      else {
        serveSerial(viewer, grant, core, logger, (bytes) => audit.typed(bytes));
        audit.opened();
      }
    });
  }

  #consoles(kind: 'serial' | 'vnc'): ConsoleSockets {
    return kind === 'serial' ? this.#serial : this.#vnc;
  }

  #addressOf({ socket, headers }: IncomingMessage): string {
    const forwarded = headers['x-forwarded-for'];
    const arrival = { peer: socket.remoteAddress, forwarded: forwarded?.toString() };
    return addressOf(arrival, this.#options.origin.baseUrl);
  }

  /** Records the refusal of a known user, or of credentials that are invalid or have expired. */
  async #noteRefusal(request: IncomingMessage, error: ConsoleError, by: string | null): Promise<void> {
    const { access, logger } = this.#options;
    const credential = credentialOf(
      { cookie: request.headers.cookie, authorization: request.headers.authorization },
      access.sessionCookie,
    );
    if (
      !REFUSALS.has(error.code) ||
      (by === null && credential === null && error.code === 'unauthenticated')
    ) {
      return;
    }
    const note = {
      by: by ?? (credential ? `unknown ${credential.kind}` : 'nobody'),
      address: this.#addressOf(request),
      action: 'console open',
      target: KIND_OF[pathOf(request)] ?? null,
      detail: error.message,
    };
    await access.audit.add({ ...note, outcome: 'refused' }).catch((cause: unknown) => {
      logger.error({ err: cause }, 'the audit trail could not be written');
    });
  }

  #redeem(kind: 'serial' | 'vnc', identity: Identity, request: IncomingMessage): TicketGrant {
    const { access } = this.#options;
    const ticket = ticketOf(request);
    const grant = ticket === undefined ? null : access.tickets.redeem(ticket, identity, kind);
    if (grant) {
      // The permission may have been lost meanwhile.
      access.authorise(identity, grant.mode === 'write' ? 'console.write' : 'console.read');
      if (this.#consoles(kind).speaks(request)) return grant;
      throw refused(
        'malformed',
        'The connection does not offer the sub-protocol that is spoken here.',
        'Offer it beside the ticket, in Sec-WebSocket-Protocol; docs/api.md says which.',
      );
    }
    throw refused(
      'forbidden',
      'The connection was refused: a console ticket was missing, used, too old or for something else.',
      'Get a new ticket (POST /api/v1/tickets) for every connection and use it within 30 seconds.',
    );
  }
}
