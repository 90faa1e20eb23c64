import { z } from 'zod';
import { bulkAction, bulkItem } from '../../lib/contract/bulk.ts';
import type { Client } from './client.ts';
import { iso, json, parsedAll, parsedOrNull, text } from './rows.ts';

const bulkRow = z.object({
  id: text,
  action: bulkAction,
  request: json(z.record(text, z.unknown())),
  items: json(z.array(bulkItem)),
  by: text,
  recordedAt: iso,
  endedAt: iso.nullable(),
});
export type BulkRow = Readonly<z.output<typeof bulkRow>>;

export interface BulkTable {
  record(row: BulkRow): Promise<void>;
  update(id: string, patch: Partial<Pick<BulkRow, 'items' | 'endedAt'>>): Promise<void>;
  get(id: string): Promise<BulkRow | null>;
  /** Those that have not ended, the oldest first. */
  unfinished(): Promise<BulkRow[]>;
  /** The newest first. */
  latest(limit: number): Promise<BulkRow[]>;
  /** Removes those that have ended, but for the newest. */
  trim(keep: number): Promise<void>;
}

export function bulksIn(client: Client): BulkTable {
  const newestFirst = { recordedAt: 'desc' } as const;
  return {
    record: async ({ request, items, ...plain }) => {
      const data = { ...plain, request: JSON.stringify(request), items: JSON.stringify(items) };
      await client.bulk.create({ data });
    },
    update: async (id, { items, ...plain }) => {
      const data = { ...plain, ...(items !== undefined && { items: JSON.stringify(items) }) };
      await client.bulk.update({ where: { id }, data });
    },
    get: async (id) => parsedOrNull(bulkRow, await client.bulk.findUnique({ where: { id } })),
    unfinished: async () =>
      parsedAll(
        bulkRow,
        await client.bulk.findMany({ where: { endedAt: null }, orderBy: { recordedAt: 'asc' } }),
      ),
    latest: async (limit) =>
      parsedAll(bulkRow, await client.bulk.findMany({ orderBy: newestFirst, take: limit })),
    trim: async (keep) => {
      const where = { endedAt: { not: null } };
      const old = await client.bulk.findMany({
        where,
        orderBy: newestFirst,
        skip: keep,
        select: { id: true },
      });
      if (old.length > 0) await client.bulk.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } });
    },
  };
}
