import { allows, lesserRole } from '../../../lib/domain/permission.ts';
import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ApiToken } from '../../../lib/contract/session.ts';
import type { Database, SessionRow } from '../../db/api.ts';
import type { Access, Identity } from './api.ts';
import { hashSecret, newSecret, TOKEN_PREFIX } from './secret.ts';

const DAY_MS = 86_400_000;
const MAX_TOKENS_PER_USER = 200;

const shown = ({ id, name, role, createdAt, expiresAt, lastUsedAt }: SessionRow): ApiToken => ({
  id,
  name,
  role,
  createdAt,
  expiresAt,
  lastUsedAt,
});

/** A token sees only tokens with at most its own role, so that a weak leaked one cannot revoke the others. */
const mayTouch = ({ kind, id, actor }: Identity, row: SessionRow): boolean =>
  kind === 'session' || row.id === id || lesserRole(row.role, actor.role) === row.role;

/** API tokens: an administrator sees and revokes all, others their own. */
export function openTokens(
  sessions: Database['sessions'],
  now: () => number,
  onRemoved: (id: string) => void,
): Access['tokens'] {
  async function visible(identity: Identity): Promise<SessionRow[]> {
    const { role, userId } = identity.actor;
    const rows = await sessions.tokensOf(allows(role, 'tokens.all') ? null : userId);
    return rows.filter((row) => mayTouch(identity, row));
  }

  /** Tokens created with a token expire no later than it does, so that a leaked one cannot outlive its expiry. */
  function endOf(identity: Identity, days: number): string {
    const end = now() + days * DAY_MS;
    const latest = identity.kind === 'token' ? Date.parse(identity.expiresAt) : end;
    return new Date(Math.min(end, latest)).toISOString();
  }

  return {
    async list(identity) {
      return (await visible(identity)).map(shown);
    },
    async create(identity, { name, role, days }) {
      const { userId, role: own } = identity.actor;
      if (lesserRole(role, own) !== role) {
        throw new ConsoleError('forbidden', `A token can have at most your own role, which is ${own}.`, {
          fix: `Ask for the role ${own}.`,
          errors: [{ field: 'role', message: `at most ${own}` }],
        });
      }
      if ((await sessions.tokensOf(userId)).length >= MAX_TOKENS_PER_USER) {
        throw new ConsoleError('conflict', `You have ${MAX_TOKENS_PER_USER} API tokens already.`, {
          fix: 'Revoke those that are no longer used.',
        });
      }
      const token = `${TOKEN_PREFIX}${newSecret()}`;
      const row: SessionRow = {
        id: randomUUID(),
        userId,
        hash: hashSecret(token),
        kind: 'token',
        name,
        role,
        createdAt: new Date(now()).toISOString(),
        lastUsedAt: null,
        expiresAt: endOf(identity, days),
      };
      await sessions.create(row);
      return { ...shown(row), token };
    },
    async remove(identity, id) {
      // Tokens that the caller may not see are reported as missing.
      if (!(await visible(identity)).some((row) => row.id === id)) {
        throw new ConsoleError('not-found', `There is no API token ${id}.`, {
          fix: 'Look at the list of tokens; it may have been revoked already.',
        });
      }
      await sessions.remove(id);
      onRemoved(id);
    },
  };
}
