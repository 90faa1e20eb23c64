import { type Permission } from '../../../lib/domain/permission.ts';
import { type ApiToken, type AuditEvent, type Role } from '../../../lib/contract/session.ts';
import { type Actor } from '../api.ts';

/** Somebody who has shown a session cookie or an API token. */
export interface Identity {
  readonly actor: Actor;
  readonly email: string;
  readonly kind: 'session' | 'token';
  /** Of the session or token. */
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: string;
  /** The session was prolonged just now; its cookie has to be sent again. */
  readonly prolonged: boolean;
}

export interface Login {
  readonly identity: Identity;
  /** What the cookie carries; it is not kept here. */
  readonly secret: string;
  /** For the cookie by which the browser is known at its next login. */
  readonly browser: string;
}

/** Where a login comes from. */
export interface LoginOrigin {
  readonly address: string;
  /** The browser's cookie of an earlier login. */
  readonly browser: string | null;
}

export interface FirstAdmin {
  readonly email: string;
  /** Set when it was generated: to be printed once. */
  readonly generatedPassword: string | null;
}

export interface AuditNote {
  readonly by: string;
  /** Of whoever asked. */
  readonly address: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly outcome: AuditEvent['outcome'];
  readonly detail: string;
}

/** What a console ticket was issued for. */
export interface TicketGrant {
  readonly identity: Identity;
  readonly nodeId: string;
  /** As it was then, for the audit trail. */
  readonly nodeName: string;
  readonly kind: 'serial' | 'vnc';
  readonly port: number;
  readonly mode: 'read' | 'write';
}

export interface Tickets {
  issue(grant: TicketGrant): { readonly ticket: string; readonly expiresAt: string };
  /** Takes the ticket away whatever comes of it; null unless it is known, in time, of this session or token and kind. */
  redeem(ticket: string, by: Identity, kind: TicketGrant['kind']): TicketGrant | null;
}

/** Who may do what. Used by http and live alike; errors are ConsoleErrors. */
export interface Access {
  /** Name of the cookie that carries a session's secret. */
  readonly sessionCookie: string;
  /** Name of the cookie by which a browser is known that has logged in before. */
  readonly browserCookie: string;
  /** Makes the first admin when there is no user yet; null when there is one. */
  ensureFirstAdmin(wanted: {
    readonly email: string | null;
    readonly password: string | null;
  }): Promise<FirstAdmin | null>;
  login(
    account: { readonly email: string; readonly password: string },
    from: LoginOrigin,
    previous?: Identity,
  ): Promise<Login>;
  /** The owner of a session's or a token's secret; null when it is unknown, ended or expired. */
  authenticate(secret: string, kind: Identity['kind']): Promise<Identity | null>;
  logout(identity: Identity): Promise<void>;
  /** Ends the user's other sessions; API tokens stay. */
  changePassword(
    identity: Identity,
    passwords: { readonly current: string; readonly next: string },
  ): Promise<void>;
  /** Throws `forbidden`. */
  authorise(identity: Identity, permission: Permission): void;
  /** The session or token as it is by now; null when it has ended. Does not count as use. */
  present(identity: Identity): Promise<Identity | null>;
  /**
   * Calls back once when the session or token ends (logout, revocation, expiry) or its role changes; also when that has
   * happened since the identity was found out.
   */
  whileValid(identity: Identity, onEnd: () => void): () => void;
  readonly tokens: {
    list(identity: Identity): Promise<ApiToken[]>;
    create(
      identity: Identity,
      request: { readonly name: string; readonly role: Role; readonly days: number },
    ): Promise<ApiToken & { readonly token: string }>;
    remove(identity: Identity, id: string): Promise<void>;
  };
  readonly tickets: Tickets;
  readonly audit: {
    add(note: AuditNote): Promise<void>;
    list(limit: number, before?: string): Promise<AuditEvent[]>;
  };
  /** Writes down what of the audit trail was only counted so far. */
  close(): Promise<void>;
}
