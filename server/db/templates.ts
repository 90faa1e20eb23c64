import { z } from 'zod';
import { templateDefinition } from '../../lib/contract/template.ts';
import type { Client } from './client.ts';
import { iso, json, parsedAll, parsedOrNull, text } from './rows.ts';

const templateRow = z.object({
  name: text,
  version: z.int(),
  definition: json(templateDefinition),
  createdAt: iso,
  createdBy: text,
  removedAt: iso.nullable(),
});
export type TemplateRow = Readonly<z.output<typeof templateRow>>;

/** Versions are never changed, only marked as removed: nodes that were made from one keep it. */
export interface Templates {
  /** The latest version of each template that was not removed, by name. */
  list(): Promise<TemplateRow[]>;
  /** A version, even if it was removed. */
  get(name: string, version: number): Promise<TemplateRow | null>;
  /** Those that were not removed, the latest first. */
  versions(name: string): Promise<TemplateRow[]>;
  /** The highest version that there ever was; 0 if there was none. */
  lastVersion(name: string): Promise<number>;
  /** `conflict` if the version exists. */
  add(row: Omit<TemplateRow, 'removedAt'>): Promise<void>;
  /** Marks every version as removed. */
  remove(name: string, removedAt: string): Promise<void>;
}

export function templatesIn(client: Client): Templates {
  return {
    list: async () => {
      const rows = await client.template.findMany({
        where: { removedAt: null },
        orderBy: [{ name: 'asc' }, { version: 'desc' }],
      });
      return parsedAll(
        templateRow,
        rows.filter((row, at) => row.name !== rows[at - 1]?.name),
      );
    },
    get: async (name, version) =>
      parsedOrNull(
        templateRow,
        await client.template.findUnique({ where: { name_version: { name, version } } }),
      ),
    versions: async (name) =>
      parsedAll(
        templateRow,
        await client.template.findMany({ where: { name, removedAt: null }, orderBy: { version: 'desc' } }),
      ),
    lastVersion: async (name) =>
      (await client.template.findFirst({ where: { name }, orderBy: { version: 'desc' } }))?.version ?? 0,
    add: async ({ definition, ...plain }) => {
      await client.template.create({ data: { ...plain, definition: JSON.stringify(definition) } });
    },
    remove: async (name, removedAt) => {
      await client.template.updateMany({ where: { name, removedAt: null }, data: { removedAt } });
    },
  };
}
