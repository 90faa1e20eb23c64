import { z } from 'zod';
import { ENDINGS, STAGES } from '../../lib/domain/stages.ts';
import type { Client } from './client.ts';
import { iso, json, parsedAll, text } from './rows.ts';

const file = z.object({ owner: text, group: text, mode: text, bytes: z.int() }).nullable();
/** What firmware and TPM of a domain had. */
export const storedState = z.object({ nvram: file, tpm: file });

const checkpointRow = z.object({
  id: text,
  nodeId: text,
  name: text,
  note: text,
  stage: z.enum([...STAGES, ...ENDINGS]),
  on: z.boolean(),
  readyAt: iso.nullable(),
  disk: text,
  diskGiB: z.int(),
  state: json(storedState),
  usable: z.boolean(),
  orchestratorHost: text.nullable(),
  createdAt: iso,
  createdBy: text,
});
export type CheckpointRow = Readonly<z.output<typeof checkpointRow>>;

export interface CheckpointTable {
  /** The oldest first. */
  ofNode(nodeId: string): Promise<CheckpointRow[]>;
  /** Does nothing if it is there. */
  add(row: CheckpointRow): Promise<void>;
  /** From now on it can only be deleted. */
  spoil(id: string): Promise<void>;
  /** Those of a node whose disk is the one volume have the other from now on. */
  moveDisk(nodeId: string, from: string, to: string): Promise<void>;
  /** Does nothing if it is gone. */
  remove(id: string): Promise<void>;
  removeOfNode(nodeId: string): Promise<void>;
}

export function checkpointsIn(client: Client): CheckpointTable {
  return {
    ofNode: async (nodeId) =>
      parsedAll(
        checkpointRow,
        await client.checkpoint.findMany({
          where: { nodeId },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        }),
      ),
    add: async ({ state, ...plain }) => {
      const row = { ...plain, state: JSON.stringify(state) };
      await client.checkpoint.upsert({ where: { id: row.id }, create: row, update: {} });
    },
    spoil: async (id) => {
      await client.checkpoint.updateMany({ where: { id }, data: { usable: false } });
    },
    moveDisk: async (nodeId, from, to) => {
      await client.checkpoint.updateMany({ where: { nodeId, disk: from, usable: true }, data: { disk: to } });
    },
    remove: async (id) => {
      await client.checkpoint.deleteMany({ where: { id } });
    },
    removeOfNode: async (nodeId) => {
      await client.checkpoint.deleteMany({ where: { nodeId } });
    },
  };
}
