import { z } from 'zod';
import { moment } from './boot.ts';
import { createRequest, node } from './node.ts';
import { operation } from './operation.ts';
import { runCancellation, runHold } from './run-hold.ts';

/** The nodes of one create. */
export const run = z
  .object({
    id: z.string(),
    /** Its display name: "pair · 2 nodes · 22:43", by the console's clock. */
    name: z.string(),
    /**
     * `defined`: left off, as requested. `cancelled`: nothing failed, and nothing is running any more. `deleted`: every
     * node is gone, and not all of them had been ready.
     */
    state: z.enum(['running', 'defined', 'succeeded', 'failed', 'cancelled', 'deleted']),
    template: z.string(),
    templateVersion: z.int().nullable(),
    orchestrator: z.string().nullable(),
    nodeIds: z.array(z.string()),
    ready: z.int(),
    failed: z.int(),
    /** Nodes that have not begun to boot. */
    waiting: z.int(),
    /** While it is paused: what boots goes on, what waits keeps waiting. */
    hold: runHold.nullable(),
    /** The latest; nodes that were added or started later are not part of it. */
    cancelled: runCancellation.nullable(),
    /** Why nodes failed, and how many for each reason. */
    causes: z.array(z.object({ cause: z.string(), nodes: z.int() })),
    /** The original request, for a retry; null for an adopted run. */
    request: createRequest.nullable(),
    /** Why its nodes are on their hosts, a sentence for each host; empty where nothing was chosen. */
    placement: z.array(z.string()),
    /** When the last of its nodes became ready or ended; null while one is still booting. */
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
