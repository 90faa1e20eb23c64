import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Database, type UserRow } from '../../db/api.ts';
import { type Access, type FirstAdmin, type Identity } from './api.ts';
import { AuditTrail } from './audit-trail.ts';
import { sessionCookieOf } from './credential.ts';
import { LoginLimit, type Hold } from './login-limit.ts';
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
  /** How attempts to log in are held up. */
  readonly hold?: Hold;
}

const accountOf = (email: string): string => email.trim().toLowerCase();

const iso = (time: number): string => new Date(time).toISOString();

/** Users, sessions, API tokens, console tickets and the audit trail over one database. */
export function openAccess({ database, installation, now = Date.now, hold }: AccessOptions): Access {
  const { users, sessions } = database;
  const known = new Sessions(database, now);
  const limit = new LoginLimit(now, hold);
  const ends = new SessionEnds(now, async (hash) => (await sessions.byHash(hash))?.expiresAt ?? null);
  const trail = new AuditTrail(database.audit, now);

  async function endSession(id: string): Promise<void> {
    await sessions.remove(id);
    ends.end(id);
  }

  /** The account with this password, at the pace that its failures allow. */
  async function proved(account: string, password: string, address: string): Promise<UserRow | null> {
    const succeeded = await limit.attempt(address, account);
    const user = await users.byEmail(account);
    const right = user ? await verifyPassword(password, user.passwordHash) : await verifyNobody(password);
    if (!user || !right) return null;
    succeeded();
    return user;
  }

  async function userOf(account: string, password: string, address: string): Promise<UserRow> {
    const note = { by: account, address, action: 'login', target: null, outcome: 'refused' } as const;
    try {
      const user = await proved(account, password, address);
      if (user) return user;
    } catch (error) {
      if (error instanceof ConsoleError) await trail.add({ ...note, detail: error.message });
      throw error;
    }
    await trail.add({ ...note, detail: 'wrong e-mail address or password' });
    throw wrongPassword();
  }

  return {
    sessionCookie: sessionCookieOf(installation),

    ensureFirstAdmin: (wanted) => ensureFirstAdmin(users, wanted, iso(now())),

    async login({ email, password }, address, previous) {
      // However it is typed, it is the same account: for the limit, too.
      const user = await userOf(accountOf(email), password, address);
      // A login replaces the session it was made from, so that nobody can plant one.
      if (previous?.kind === 'session') await endSession(previous.id);
      const login = await known.start(user);
      // The password may have been changed meanwhile, and the sessions that were there ended with it.
      if ((await users.byId(user.id))?.passwordHash !== user.passwordHash) {
        await endSession(login.identity.id);
        throw wrongPassword();
      }
      const done = { action: 'login', target: null, outcome: 'done', detail: '' } as const;
      await trail.add({ by: user.email, address, ...done });
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
    },

    async changePassword(identity, { current, next }, address) {
      refuseToken(identity);
      const user = await proved(identity.email, current, address);
      if (!user) {
        throw new ConsoleError('forbidden', 'The current password is wrong.', {
          fix: 'Enter the password that you logged in with.',
          errors: [{ field: 'current', message: 'is wrong' }],
        });
      }
      await users.update(user.id, { passwordHash: await hashPassword(next) });
      const others = (await sessions.sessionsOf(user.id)).filter(({ id }) => id !== identity.id);
      for (const { id } of others) await endSession(id);
    },

    authorise: (identity, permission) => requirePermission(identity.actor, permission),
    whileValid: (identity, onEnd) => ends.watch(identity, onEnd),
    tokens: openTokens(sessions, now, (id) => ends.end(id)),
    tickets: openTickets(now),
    audit: { add: (note) => trail.add(note), list: (count, before) => trail.list(count, before) },
    close: async () => {
      ends.close();
      await trail.close();
    },
  };
}

function wrongPassword(): ConsoleError {
  return new ConsoleError('unauthenticated', 'The e-mail address or the password is wrong.', {
    fix: 'Check both. The first administrator’s password was printed when the server started first.',
  });
}

/** A program with a token that leaked must not be able to take the account over. */
function refuseToken({ kind }: Identity): void {
  if (kind === 'session') return;
  throw new ConsoleError('forbidden', 'An API token cannot change the password of its owner.', {
    fix: 'Log in with the password, in a browser, and change it in the settings.',
  });
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
