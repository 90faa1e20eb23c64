import { randomUUID, scryptSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { AuditEvent, Role } from '../../lib/contract/session.ts';
import { hashSecret, newSecret, TOKEN_PREFIX } from '../core/access/secret.ts';
import type { Database, SessionRow, UserRow } from '../db/api.ts';

export const ADMIN = { email: 'admin@localhost', password: 'a long enough password' };

const DAY = 86_400_000;

/** In memory: a test's server writes a lot, and none of it has to outlive the test. */
export function ownMemoryDirectory(): string {
  const directory = mkdtempSync('/dev/shm/ven-server-');
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Users, tokens and audit trail of a test's server, accessed directly. */
export class TestAccounts {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #ids: string[] = [];

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  async addUser(email: string, password: string | null, role: Role): Promise<UserRow> {
    const passwordHash = password === null ? 'none' : cheapHash(password);
    const createdAt = new Date(this.#now()).toISOString();
    const user = { id: randomUUID(), email, passwordHash, role, createdAt };
    await this.#database.users.create(user);
    this.#ids.push(user.id);
    return user;
  }

  /** Adds a token of a new user with that role. */
  async addToken(
    role: Role,
  ): Promise<{ readonly id: string; readonly email: string; readonly token: string }> {
    const user = await this.addUser(`${role}-${randomUUID().slice(0, 8)}@localhost`, null, role);
    const token = `${TOKEN_PREFIX}${newSecret()}`;
    const id = randomUUID();
    await this.#database.sessions.create({
      ...{ id, userId: user.id, hash: hashSecret(token), kind: 'token', name: 'test', role },
      ...{ createdAt: user.createdAt, lastUsedAt: null },
      expiresAt: new Date(this.#now() + DAY).toISOString(),
    });
    return { id, email: user.email, token };
  }

  /** The first administrator, and all users added since. */
  async users(): Promise<UserRow[]> {
    const { users } = this.#database;
    const found = await Promise.all([users.byEmail(ADMIN.email), ...this.#ids.map((id) => users.byId(id))]);
    return [...new Map(found.flatMap((user) => (user === null ? [] : [[user.id, user]]))).values()];
  }

  /** Of browsers and tokens. */
  async sessions(): Promise<SessionRow[]> {
    const { sessions } = this.#database;
    const ofBrowsers = (await this.users()).map(({ id }) => sessions.sessionsOf(id));
    return (await Promise.all([...ofBrowsers, sessions.tokensOf(null)])).flat();
  }

  /** The audit trail, oldest first. */
  async events(): Promise<AuditEvent[]> {
    return (await this.#database.audit.list(1000)).toReversed();
  }
}

/** A hash stores its own cost, and tests do not need a cost that slows guessing. */
function cheapHash(password: string): string {
  const salt = Buffer.alloc(16, 1);
  const key = scryptSync(password.normalize('NFKC'), salt, 32, { N: 2, r: 8, p: 1 });
  return `scrypt$N=2,r=8,p=1$${salt.toString('base64url')}$${key.toString('base64url')}`;
}
