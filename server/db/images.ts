import { z } from 'zod';
import { imageKind } from '../../lib/contract/image.ts';
import type { Client } from './client.ts';
import { iso, parsedAll, parsedOrNull, text } from './rows.ts';

const bytes = z.bigint().transform(Number).pipe(z.int());

const imageRow = z.object({
  name: text,
  host: text,
  kind: imageKind,
  bytes,
  diskBytes: bytes,
  sha256: text.nullable(),
  createdAt: iso,
  createdBy: text,
  completedAt: iso.nullable(),
});
/** `completedAt` is null while it is uploaded. */
export type ImageRow = Readonly<z.output<typeof imageRow>>;

export interface ImageTable {
  list(): Promise<ImageRow[]>;
  get(name: string): Promise<ImageRow | null>;
  /** `conflict` if there is one of that name. */
  add(row: ImageRow): Promise<void>;
  complete(name: string, completion: Pick<ImageRow, 'sha256' | 'completedAt'>): Promise<void>;
  remove(name: string): Promise<void>;
}

export function imagesIn(client: Client): ImageTable {
  return {
    list: async () => parsedAll(imageRow, await client.image.findMany({ orderBy: { name: 'asc' } })),
    get: async (name) => parsedOrNull(imageRow, await client.image.findUnique({ where: { name } })),
    add: async (row) => {
      const { bytes: length, diskBytes, ...plain } = row;
      await client.image.create({ data: { ...plain, bytes: BigInt(length), diskBytes: BigInt(diskBytes) } });
    },
    complete: async (name, data) => {
      await client.image.update({ where: { name }, data });
    },
    remove: async (name) => {
      await client.image.deleteMany({ where: { name } });
    },
  };
}
