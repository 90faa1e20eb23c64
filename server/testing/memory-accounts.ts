/* eslint-disable @typescript-eslint/require-await -- the interface is made of promises, memory answers at once */
import { randomBytes } from 'node:crypto';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type AuditEvent } from '../../lib/contract/session.ts';
import { secretsWith } from '../db/secrets.ts';
import { type Database, type SessionRow, type UserRow } from '../db/api.ts';

/** Users, sessions and audit trail without a file, for tests of what stands on them. */
export class MemoryAccounts implements Pick<Database, 'users' | 'sessions' | 'audit' | 'secrets' | 'ping'> {
  readonly userRows = new Map<string, UserRow>();
  readonly sessionRows = new Map<string, SessionRow>();
  readonly events: AuditEvent[] = [];
  answers = true;
  readonly secrets = secretsWith(randomBytes(32));

  readonly users: Database['users'] = {
    count: async () => this.userRows.size,
    byEmail: async (email) => [...this.userRows.values()].find((user) => user.email === email) ?? null,
    byId: async (id) => this.userRows.get(id) ?? null,
    create: async (user) => {
      if (await this.users.byEmail(user.email)) throw new ConsoleError('conflict', 'The user exists.');
      this.userRows.set(user.id, user);
    },
    update: async (id, patch) => {
      const user = this.userRows.get(id);
      if (user) this.userRows.set(id, { ...user, ...patch });
    },
  };

  readonly sessions: Database['sessions'] = {
    create: async (session) => void this.sessionRows.set(session.id, session),
    byHash: async (hash) => [...this.sessionRows.values()].find((row) => row.hash === hash) ?? null,
    touch: async (id, lastUsedAt, expiresAt) => {
      const row = this.sessionRows.get(id);
      if (row) this.sessionRows.set(id, { ...row, lastUsedAt, expiresAt });
    },
    remove: async (id) => void this.sessionRows.delete(id),
    tokensOf: async (userId) =>
      [...this.sessionRows.values()].filter(
        (row) => row.kind === 'token' && (userId === null || row.userId === userId),
      ),
    sessionsOf: async (userId) =>
      [...this.sessionRows.values()].filter((row) => row.kind === 'session' && row.userId === userId),
    removeExpired: async (now) => {
      for (const row of this.sessionRows.values()) {
        if (Date.parse(row.expiresAt) <= Date.parse(now)) this.sessionRows.delete(row.id);
      }
    },
  };

  readonly audit: Database['audit'] = {
    add: async (event) => void this.events.push(event),
    list: async (limit) => this.events.toReversed().slice(0, limit),
    trim: async (before, count) => {
      const kept = this.events.filter(({ at }) => at >= before).slice(-count);
      this.events.splice(0, this.events.length, ...kept);
    },
  };

  async ping(): Promise<void> {
    if (!this.answers) throw new Error('no answer');
  }
}
