import { z } from 'zod';
import { moment } from './boot.ts';
import { node } from './node.ts';
import { operation } from './operation.ts';

/** The nodes of one create. */
export const run = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'succeeded', 'failed', 'deleted']),
    template: z.string(),
    orchestrator: z.string().nullable(),
    nodeIds: z.array(z.string()),
    ready: z.int(),
    failed: z.int(),
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
