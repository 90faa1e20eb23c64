import { z } from 'zod';
import { moment } from './boot.ts';
import { createRequest, node } from './node.ts';
import { operation } from './operation.ts';

/** The nodes of one create. */
export const run = z
  .object({
    id: z.string(),
    /** What people call it: "pair · 2 nodes · 22:43", by the console's clock. */
    name: z.string(),
    /**
     * `defined`: left off, as asked for. `cancelled`: nothing failed, and nothing is under way any more. `deleted`: every
     * node is gone, and not all of them had been ready.
     */
    state: z.enum(['running', 'defined', 'succeeded', 'failed', 'cancelled', 'deleted']),
    template: z.string(),
    orchestrator: z.string().nullable(),
    nodeIds: z.array(z.string()),
    ready: z.int(),
    failed: z.int(),
    /** Why nodes failed, and how many of them for that reason. */
    causes: z.array(z.object({ cause: z.string(), nodes: z.int() })),
    /** What was asked for, to be asked for again; null for a run that was adopted. */
    request: createRequest.nullable(),
    /** When the last of its nodes was ready or had ended; null while one is under way. */
    endedAt: moment.nullable(),
    createdAt: moment,
    createdBy: z.string(),
    revision: z.int(),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof run>;

export const createResponse = z
  .object({ run, nodes: z.array(node), operations: z.array(operation) })
  .meta({ id: 'CreateResponse' });
export type CreateResponse = z.infer<typeof createResponse>;
