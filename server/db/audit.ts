import type { Database } from './api.ts';
import type { Client } from './client.ts';
import { auditRow, parsedAll } from './rows.ts';

export function auditIn(client: Client): Database['audit'] {
  return {
    add: async (event) => {
      await client.auditEvent.create({ data: event });
    },
    list: async (limit, before) => {
      const last =
        before === undefined ? null : await client.auditEvent.findUnique({ where: { id: before } });
      // No event precedes an unknown id.
      if (before !== undefined && last === null) return [];
      const rows = await client.auditEvent.findMany({
        where: last === null ? {} : { sequence: { lt: last.sequence } },
        orderBy: { sequence: 'desc' },
        take: limit,
      });
      return parsedAll(auditRow, rows);
    },
    count: () => client.auditEvent.count(),
    trim: async (before, count) => {
      const beyond = await client.auditEvent.findFirst({
        orderBy: { sequence: 'desc' },
        skip: count,
        select: { sequence: true },
      });
      await client.auditEvent.deleteMany({
        where: {
          OR: [{ at: { lt: before } }, ...(beyond === null ? [] : [{ sequence: { lte: beyond.sequence } }])],
        },
      });
    },
  };
}
