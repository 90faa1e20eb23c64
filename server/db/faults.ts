import { z } from 'zod';
import { FAULT_ENDS, FAULT_KINDS, FAULT_STATES } from '../../lib/domain/fault-kinds.ts';
import { faultStage } from '../../lib/contract/fault.ts';
import type { Client } from './client.ts';
import { iso, parsedAll, text } from './rows.ts';

const faultRow = z.object({
  id: text,
  nodeId: text,
  kind: z.enum(FAULT_KINDS),
  rateKiBps: z.int().nullable(),
  lossPercent: z.int().nullable(),
  at: faultStage.nullable(),
  seconds: z.int().nullable(),
  state: z.enum(FAULT_STATES),
  /** The first boot that it may hit. */
  fromBoot: z.int(),
  boot: z.int().nullable(),
  createdAt: iso,
  createdBy: text,
  begunAt: iso.nullable(),
  endedAt: iso.nullable(),
  end: z.enum(FAULT_ENDS).nullable(),
  endedBy: text.nullable(),
  problem: text.nullable(),
});
export type FaultRow = Readonly<z.output<typeof faultRow>>;

type Patch = Partial<
  Pick<FaultRow, 'state' | 'boot' | 'begunAt' | 'endedAt' | 'end' | 'endedBy' | 'problem'>
>;

/** What is done wrong to nodes on purpose, and was. It goes with the node. */
export interface FaultTable {
  add(row: FaultRow): Promise<void>;
  update(id: string, patch: Patch): Promise<void>;
  /** The oldest first. */
  ofNode(nodeId: string): Promise<FaultRow[]>;
  /** Those of all nodes that are armed or active. */
  present(): Promise<FaultRow[]>;
}

const IN_ORDER = [{ createdAt: 'asc' as const }, { id: 'asc' as const }];

export function faultsIn(client: Client): FaultTable {
  return {
    add: async (row) => {
      await client.fault.create({ data: row });
    },
    update: async (id, patch) => {
      await client.fault.update({ where: { id }, data: patch });
    },
    ofNode: async (nodeId) =>
      parsedAll(faultRow, await client.fault.findMany({ where: { nodeId }, orderBy: IN_ORDER })),
    present: async () =>
      parsedAll(
        faultRow,
        await client.fault.findMany({ where: { state: { not: 'ended' } }, orderBy: IN_ORDER }),
      ),
  };
}
