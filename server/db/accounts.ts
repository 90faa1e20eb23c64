import type { Database } from './api.ts';
import type { Client } from './client.ts';
import { parsedAll, parsedOrNull, sessionRow, userRow } from './rows.ts';

export function usersIn(client: Client): Database['users'] {
  return {
    count: () => client.user.count(),
    byEmail: async (email) => parsedOrNull(userRow, await client.user.findUnique({ where: { email } })),
    byId: async (id) => parsedOrNull(userRow, await client.user.findUnique({ where: { id } })),
    create: async (user) => {
      await client.user.create({ data: user });
    },
    update: async (id, patch) => {
      await client.user.update({ where: { id }, data: patch });
    },
  };
}

export function sessionsIn(client: Client): Database['sessions'] {
  return {
    create: async (session) => {
      await client.session.create({ data: session });
    },
    byHash: async (hash) => parsedOrNull(sessionRow, await client.session.findUnique({ where: { hash } })),
    // `updateMany`: a session that was removed meanwhile is not an error.
    touch: async (id, lastUsedAt, expiresAt) => {
      await client.session.updateMany({ where: { id }, data: { lastUsedAt, expiresAt } });
    },
    remove: async (id) => {
      await client.session.deleteMany({ where: { id } });
    },
    tokensOf: async (userId) => {
      const where = { kind: 'token', ...(userId === null ? {} : { userId }) };
      return parsedAll(sessionRow, await client.session.findMany({ where, orderBy: { createdAt: 'asc' } }));
    },
    sessionsOf: async (userId) =>
      parsedAll(sessionRow, await client.session.findMany({ where: { kind: 'session', userId } })),
    removeExpired: async (now) => {
      await client.session.deleteMany({ where: { expiresAt: { lte: now } } });
    },
  };
}
