import { requirePermission } from '../../../lib/domain/permission.ts';
import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Database } from '../../db/api.ts';
import type { Access, FirstAdmin, Identity } from './api.ts';
import { AuditTrail } from './audit-trail.ts';
import { sessionCookieOf } from './credential.ts';
import { browserCookieOf, KnownBrowsers } from './known-browsers.ts';
import { LoginLimit, type Hold } from './login-limit.ts';
import { hashPassword } from './password.ts';
import { Passwords, wrongPassword } from './passwords.ts';
import { newPassword } from './secret.ts';
import { SessionEnds } from './session-ends.ts';
import { Sessions } from './sessions.ts';
import { ShareLinks } from './shares/shares.ts';
import type { ShareSubjects } from './shares/subjects.ts';
import { openTickets } from './tickets.ts';
import { openTokens } from './tokens.ts';

const DEFAULT_ADMIN = 'admin@localhost';

export interface AccessOptions {
  readonly database: Pick<Database, 'users' | 'sessions' | 'audit' | 'secrets' | 'shareLinks'>;
  /** What share links show. */
  readonly subjects: ShareSubjects;
  readonly installation: string;
  /** Milliseconds since 1970; tests control the clock with it. */
  readonly now?: () => number;
  /** The login rate limit. */
  readonly hold?: Hold;
  /** Something failed that nobody waits for. */
  readonly onError: (error: unknown) => void;
}

const accountOf = (email: string): string => email.trim().toLowerCase();

const iso = (time: number): string => new Date(time).toISOString();

/** Users, sessions, API tokens, console tickets and the audit trail over one database. */
export function openAccess({ database, subjects, installation, ...rest }: AccessOptions): Access {
  const { now = Date.now, hold, onError } = rest;
  const { users, sessions } = database;
  const known = new Sessions(database, now);
  const present = async (of: Pick<Identity, 'hash' | 'kind'>) =>
    of.kind === 'share' ? shares.present(of.hash) : known.present(of);
  const ends = new SessionEnds(now, present);
  const trail = new AuditTrail(database.audit, now);
  const browsers = new KnownBrowsers(database.secrets);
  const limit = new LoginLimit(now, hold);
  const passwords = new Passwords(users, trail, limit, browsers);
  const sharing = { database, subjects, installation, limit, now, onError };
  const shares = new ShareLinks({ ...sharing, onEnd: (id) => ends.end(id) });

  async function endSession(id: string): Promise<void> {
    await sessions.remove(id);
    ends.end(id);
  }

  return {
    sessionCookie: sessionCookieOf(installation),
    browserCookie: browserCookieOf(installation),

    ensureFirstAdmin: (wanted) => ensureFirstAdmin(users, wanted, iso(now())),

    async login({ email, password }, from, previous) {
      // The address is normalised, so that every spelling counts as the same account, also for the limit.
      const user = await passwords.userOf(accountOf(email), password, from);
      // A login replaces the session it came with, which prevents session fixation.
      if (previous?.kind === 'session') await endSession(previous.id);
      const login = await known.start(user);
      // The password may have been changed meanwhile, which ends all earlier sessions.
      if ((await users.byId(user.id))?.passwordHash !== user.passwordHash) {
        await endSession(login.identity.id);
        throw wrongPassword();
      }
      const done = { action: 'login', target: null, outcome: 'done', detail: '' } as const;
      await trail.add({ by: user.email, address: from.address, ...done });
      return { ...login, browser: browsers.issue(user.email, from.browser) };
    },

    authenticate: (secret, kind) => known.identify(secret, kind),
    shares,

    async logout(identity) {
      if (identity.kind !== 'session') {
        throw new ConsoleError('conflict', 'An API token has no session to end.', {
          fix: 'Revoke the token instead: DELETE /api/v1/tokens/{id}.',
        });
      }
      await endSession(identity.id);
    },

    async changePassword(identity, given) {
      const user = await passwords.change(identity, given);
      const others = (await sessions.sessionsOf(user.id)).filter(({ id }) => id !== identity.id);
      for (const { id } of others) await endSession(id);
    },

    authorise: (identity, permission) => requirePermission(identity.actor, permission),
    present,
    whileValid: (identity, onEnd) => whileValid({ ends, shares }, identity, onEnd),
    tokens: openTokens(sessions, now, (id) => ends.end(id)),
    tickets: openTickets(now),
    audit: { add: (note) => trail.add(note), list: (count, before) => trail.list(count, before) },
    close: () => {
      for (const part of [shares, ends]) part.close();
      return trail.close();
    },
  };
}

interface Watching {
  readonly ends: SessionEnds;
  readonly shares: ShareLinks;
}

/** Guests of a link count as its viewers meanwhile. */
function whileValid({ ends, shares }: Watching, identity: Identity, onEnd: () => void): () => void {
  const unwatch = ends.watch(identity, onEnd);
  if (identity.kind !== 'share') return unwatch;
  const leave = shares.watching(identity);
  return () => {
    unwatch();
    leave();
  };
}

async function ensureFirstAdmin(
  users: Database['users'],
  wanted: { readonly email: string | null; readonly password: string | null },
  createdAt: string,
): Promise<FirstAdmin | null> {
  if ((await users.count()) > 0) return null;
  const email = accountOf(wanted.email ?? DEFAULT_ADMIN);
  const generatedPassword = wanted.password === null ? newPassword() : null;
  const passwordHash = await hashPassword(wanted.password ?? generatedPassword ?? newPassword());
  await users.create({ id: randomUUID(), email, passwordHash, role: 'admin', createdAt });
  return { email, generatedPassword };
}
