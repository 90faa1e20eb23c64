import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Database, UserRow } from '../../db/api.ts';
import type { Identity, LoginOrigin } from './api.ts';
import type { AuditTrail } from './audit-trail.ts';
import { clientOf } from './client-address.ts';
import type { KnownBrowsers } from './known-browsers.ts';
import type { LoginLimit } from './login-limit.ts';
import { hashPassword, verifyNobody, verifyPassword } from './password.ts';

export function wrongPassword(): ConsoleError {
  return new ConsoleError('unauthenticated', 'The e-mail address or the password is wrong.', {
    fix: 'Check both. The first administrator’s password was printed at the first start of the server.',
  });
}

/** A leaked token must not be enough to take over the account. */
function refuseToken({ kind }: Identity): void {
  if (kind === 'session') return;
  throw new ConsoleError('forbidden', 'An API token cannot change the password of its owner.', {
    fix: 'Log in with the password, in a browser, and change it in the settings.',
  });
}

/** Checks passwords, at the rate that earlier failures allow. */
export class Passwords {
  readonly #users: Database['users'];
  readonly #trail: AuditTrail;
  readonly #limit: LoginLimit;
  readonly #browsers: KnownBrowsers;

  constructor(users: Database['users'], trail: AuditTrail, limit: LoginLimit, browsers: KnownBrowsers) {
    this.#users = users;
    this.#trail = trail;
    this.#limit = limit;
    this.#browsers = browsers;
  }

  /** For a login; a refusal is added to the audit trail. */
  async userOf(account: string, password: string, { address, browser }: LoginOrigin): Promise<UserRow> {
    const note = { by: account, address, action: 'login', target: null, outcome: 'refused' } as const;
    try {
      const user = await this.#proved(
        account,
        password,
        this.#browsers.clientOf(account, browser) ?? clientOf(address),
      );
      if (user) return user;
    } catch (error) {
      if (error instanceof ConsoleError) await this.#trail.add({ ...note, detail: error.message });
      throw error;
    }
    await this.#trail.add({ ...note, detail: 'wrong e-mail address or password' });
    throw wrongPassword();
  }

  async change(
    identity: Identity,
    { current, next }: { readonly current: string; readonly next: string },
  ): Promise<UserRow> {
    refuseToken(identity);
    // Counted per session, not per address, from which somebody else may be guessing.
    const client = `session ${identity.id}`;
    const user = await this.#proved(identity.email, current, client);
    if (!user) {
      throw new ConsoleError('forbidden', 'The current password is wrong.', {
        fix: 'Enter the password that you logged in with.',
        errors: [{ field: 'current', message: 'is wrong' }],
      });
    }
    await this.#users.update(user.id, { passwordHash: await hashPassword(next, client) });
    return user;
  }

  async #proved(account: string, password: string, client: string): Promise<UserRow | null> {
    const succeeded = await this.#limit.attempt(client, account);
    const user = await this.#users.byEmail(account);
    const right = user
      ? await verifyPassword(password, user.passwordHash, client)
      : await verifyNobody(password, client);
    if (!user || !right) return null;
    succeeded();
    return user;
  }
}
