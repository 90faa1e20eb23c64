import { lesserRole } from '../../../lib/domain/permission.ts';
import { randomUUID } from 'node:crypto';
import type { Database, SessionRow, UserRow } from '../../db/api.ts';
import type { Identity, Login } from './api.ts';
import { seatIdOf } from './seat.ts';
import { hashSecret, newSecret, TOKEN_PREFIX } from './secret.ts';

/** A session that is not used for this long ends. */
const IDLE_MS = 24 * 3_600_000;
/** A session ends after this, even if it is in use. */
const LONGEST_MS = 30 * 24 * 3_600_000;
/** Use is recorded at most this often: requests come in bursts. */
const TOUCH_MS = 60_000;

const iso = (time: number): string => new Date(time).toISOString();

function identityOf(user: UserRow, row: SessionRow, prolonged: boolean): Identity {
  const name = row.kind === 'token' ? `${user.email} (token ${row.name})` : user.email;
  // A user who lost a permission also loses it for existing tokens.
  const actor = { userId: user.id, name, role: lesserRole(user.role, row.role) };
  const { kind, id, hash, expiresAt } = row;
  return { actor, email: user.email, kind, id, seat: seatIdOf(id), hash, expiresAt, prolonged };
}

/** Sessions and tokens as credentials: creation, lookup, extension by use. */
export class Sessions {
  readonly #database: Pick<Database, 'users' | 'sessions'>;
  readonly #now: () => number;

  constructor(database: Pick<Database, 'users' | 'sessions'>, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  async start(user: UserRow): Promise<Omit<Login, 'browser'>> {
    const secret = newSecret();
    const present = this.#now();
    const row: SessionRow = {
      id: randomUUID(),
      userId: user.id,
      hash: hashSecret(secret),
      kind: 'session',
      name: '',
      // The user's current role decides; a session does not restrict it.
      role: 'admin',
      createdAt: iso(present),
      lastUsedAt: iso(present),
      expiresAt: iso(present + IDLE_MS),
    };
    await this.#database.sessions.removeExpired(iso(present));
    await this.#database.sessions.create(row);
    return { identity: identityOf(user, row, true), secret };
  }

  async identify(secret: string, kind: Identity['kind']): Promise<Identity | null> {
    if (kind === 'token' && !secret.startsWith(TOKEN_PREFIX)) return null;
    const found = await this.#find(hashSecret(secret), kind);
    if (!found) return null;
    const { row, prolonged } = await this.#used(found.row);
    return identityOf(found.user, row, prolonged);
  }

  /** The current state of the session or token; null when it has ended. Does not count as use. */
  async present({ hash, kind }: Pick<Identity, 'hash' | 'kind'>): Promise<Identity | null> {
    const found = await this.#find(hash, kind);
    return found && identityOf(found.user, found.row, false);
  }

  async #find(hash: string, kind: Identity['kind']): Promise<{ row: SessionRow; user: UserRow } | null> {
    const row = await this.#database.sessions.byHash(hash);
    if (row?.kind !== kind || Date.parse(row.expiresAt) <= this.#now()) return null;
    const user = await this.#database.users.byId(row.userId);
    return user && { row, user };
  }

  /** The updated row: use is recorded, which extends a session. */
  async #used(row: SessionRow): Promise<{ row: SessionRow; prolonged: boolean }> {
    const present = this.#now();
    if (row.lastUsedAt !== null && present - Date.parse(row.lastUsedAt) < TOUCH_MS) {
      return { row, prolonged: false };
    }
    const end = Math.min(present + IDLE_MS, Date.parse(row.createdAt) + LONGEST_MS);
    const expiresAt = row.kind === 'token' ? row.expiresAt : iso(end);
    await this.#database.sessions.touch(row.id, iso(present), expiresAt);
    return { row: { ...row, lastUsedAt: iso(present), expiresAt }, prolonged: row.kind === 'session' };
  }
}
