import type { Permission } from '../../../lib/domain/permission.ts';
import type { ApiToken, AuditEvent, Role } from '../../../lib/contract/session.ts';
import type { Identity } from './identity.ts';
import type { Shares } from './shares/api.ts';

export type { Identity };

export interface Login {
  readonly identity: Identity;
  /** The value of the cookie; the server does not keep it. */
  readonly secret: string;
  /** Value of the cookie that identifies the browser at its next login. */
  readonly browser: string;
}

/** The origin of a login. */
export interface LoginOrigin {
  readonly address: string;
  /** The browser's cookie from an earlier login. */
  readonly browser: string | null;
}

export interface FirstAdmin {
  readonly email: string;
  /** Set if it was generated; printed once. */
  readonly generatedPassword: string | null;
}

export interface AuditNote {
  readonly by: string;
  /** The user who requested it. */
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
  /** The user's name at that time, for the audit trail. */
  readonly nodeName: string;
  readonly kind: 'serial' | 'vnc';
  readonly port: number;
  readonly mode: 'read' | 'write';
}

export interface Tickets {
  issue(grant: TicketGrant): { readonly ticket: string; readonly expiresAt: string };
  /** Consumes the ticket; null unless it is known, unexpired, and of this session, token or guest, and kind. */
  redeem(ticket: string, by: Identity, kind: TicketGrant['kind']): TicketGrant | null;
}

/** Authentication and permissions, for http and live. Errors are ConsoleErrors. */
export interface Access {
  /** Name of the cookie that carries a session's secret. */
  readonly sessionCookie: string;
  /** Name of the cookie that identifies a browser that has logged in before. */
  readonly browserCookie: string;
  /** Creates the first administrator if there are no users; otherwise returns null. */
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
  /** The current session or token; null when it has ended. Does not count as use. */
  present(of: Pick<Identity, 'hash' | 'kind'>): Promise<Identity | null>;
  /**
   * Calls back once when the session or token ends (logout, revocation, expiry) or its role changes; also if that has
   * happened since the identity was established.
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
  readonly shares: Shares;
  readonly audit: {
    add(note: AuditNote): Promise<void>;
    list(limit: number, before?: string): Promise<AuditEvent[]>;
  };
  /** Writes the audit events that were only counted so far. */
  close(): Promise<void>;
}
