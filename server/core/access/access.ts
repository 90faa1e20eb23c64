import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Database } from '../../db/api.ts';
import { type Access, type AuditNote, type FirstAdmin } from './api.ts';
import { sessionCookieOf } from './credential.ts';
import { LoginLimit } from './login-limit.ts';
import { hashPassword, verifyNobody, verifyPassword } from './password.ts';
import { requirePermission } from './permission.ts';
import { newPassword } from './secret.ts';
import { SessionEnds } from './session-ends.ts';
import { Sessions } from './sessions.ts';
import { openTickets } from './tickets.ts';
import { openTokens } from './tokens.ts';

const DEFAULT_ADMIN = 'admin@localhost';

export interface AccessOptions {
  readonly database: Pick<Database, 'users' | 'sessions' | 'audit'>;
  readonly installation: string;
  /** Milliseconds since 1970; tests let time pass by it. */
  readonly now?: () => number;
}

const accountOf = (email: string): string => email.trim().toLowerCase();

const iso = (time: number): string => new Date(time).toISOString();

/** Users, sessions, API tokens, console tickets and the audit trail over one database. */
export function openAccess({ database, installation, now = Date.now }: AccessOptions): Access {
  const { users, sessions } = database;
  const known = new Sessions(database, now);
  const limit = new LoginLimit(now);
  const ends = new SessionEnds(now, async (hash) => (await sessions.byHash(hash))?.expiresAt ?? null);

  const audit = (note: AuditNote) => database.audit.add({ id: randomUUID(), at: iso(now()), ...note });

  async function endSession(id: string): Promise<void> {
    await sessions.remove(id);
    ends.end(id);
  }

  async function refuseLogin(account: string, address: string): Promise<never> {
    const detail = `wrong e-mail address or password, from ${address}`;
    await audit({ by: account, action: 'login', target: null, outcome: 'refused', detail });
    throw new ConsoleError('unauthenticated', 'The e-mail address or the password is wrong.', {
      fix: 'Check both. The first administrator’s password was printed when the server started first.',
    });
  }

  return {
    sessionCookie: sessionCookieOf(installation),

    ensureFirstAdmin: (wanted) => ensureFirstAdmin(users, wanted, iso(now())),

    async login({ email, password }, address, previous) {
      // However it is typed, it is the same account: for the limit, too.
      const account = accountOf(email);
      const succeeded = limit.attempt(address, account);
      const user = await users.byEmail(account);
      const right = user ? await verifyPassword(password, user.passwordHash) : await verifyNobody(password);
      if (!user || !right) return refuseLogin(account, address);
      succeeded();
      // A login replaces the session it was made from, so that nobody can plant one.
      if (previous?.kind === 'session') await endSession(previous.id);
      const login = await known.start(user);
      await audit({
        by: user.email,
        action: 'login',
        target: null,
        outcome: 'done',
        detail: `from ${address}`,
      });
      return login;
    },

    authenticate: (secret, kind) => known.identify(secret, kind),

    async logout(identity) {
      if (identity.kind !== 'session') {
        throw new ConsoleError('conflict', 'An API token has no session to end.', {
          fix: 'Revoke the token instead: DELETE /api/v1/tokens/{id}.',
        });
      }
      await endSession(identity.id);
      const note = { by: identity.actor.name, action: 'logout', target: null, detail: '' };
      await audit({ ...note, outcome: 'done' });
    },

    authorise: (identity, permission) => requirePermission(identity.actor, permission),
    whileValid: (identity, onEnd) => ends.watch(identity, onEnd),
    tokens: openTokens(sessions, now, (id) => ends.end(id)),
    tickets: openTickets(now),
    audit: { add: audit, list: (count, before) => database.audit.list(count, before) },
    close: () => ends.close(),
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
