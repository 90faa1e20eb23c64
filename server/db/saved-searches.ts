import { z } from 'zod';
import type { Client } from './client.ts';
import { iso, parsedAll, text } from './rows.ts';

const savedSearchRow = z.object({
  ...{ id: text, name: text, q: text, alarm: z.boolean() },
  ...{ createdAt: iso, createdBy: text },
});
type SavedSearchRow = Readonly<z.output<typeof savedSearchRow>>;

export interface SavedSearchTable {
  /** By name. */
  list(): Promise<SavedSearchRow[]>;
  /** `conflict` on a name in use. */
  add(search: SavedSearchRow): Promise<void>;
  /** `not-found` for one that is not there. */
  remove(id: string): Promise<void>;
}

export function savedSearchesIn(client: Client): SavedSearchTable {
  return {
    list: async () =>
      parsedAll(savedSearchRow, await client.savedSearch.findMany({ orderBy: { name: 'asc' } })),
    add: async (search) => {
      await client.savedSearch.create({ data: search });
    },
    remove: async (id) => {
      await client.savedSearch.delete({ where: { id } });
    },
  };
}
