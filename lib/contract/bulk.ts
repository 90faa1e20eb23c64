import { z } from 'zod';
import { moment } from './boot.ts';
import { failureNote } from './error.ts';
import { labels } from './labels.ts';
import { powerAction } from './node.ts';

/** What can be done to several nodes at once. */
export const bulkAction = z.enum([...powerAction.options, 'reprovision', 'delete', 'label']);
export type BulkAction = z.infer<typeof bulkAction>;

/** Which nodes: those that are there when it is asked for. */
const bulkFilter = z
  .strictObject({
    run: z.string().max(100).optional(),
    host: z.string().max(100).optional(),
    /** Nodes that have all of them; a key stands for every value of it. */
    labels: labels.optional(),
    /** Every node. */
    all: z.literal(true).optional(),
  })
  .refine((filter) => Object.values(filter).some((value) => value !== undefined), 'name what to filter by');

export const bulkRequest = z
  .strictObject({
    action: bulkAction,
    /** Ids, names, serial numbers or UUIDs. */
    nodes: z.array(z.string().min(1).max(100)).min(1).max(5000).optional(),
    /** In place of a list. */
    filter: bulkFilter.optional(),
    /** For `delete`: also removes instances and hosts from the orchestrator. */
    orchestrator: z.boolean().default(true),
    /** For `label`. */
    add: labels.default([]),
    /** For `label`: in full, or by their key. */
    remove: labels.default([]),
  })
  .refine(({ nodes, filter }) => (nodes === undefined) !== (filter === undefined), {
    path: ['nodes'],
    message: 'give either nodes or a filter',
  })
  .meta({ id: 'BulkRequest' });
export type BulkRequest = z.output<typeof bulkRequest>;
export type BulkInput = z.input<typeof bulkRequest>;

export const bulkItem = z.object({
  /** Of its operation, which exists once it has begun. */
  id: z.string(),
  nodeId: z.string(),
  nodeName: z.string(),
  host: z.string(),
  /** `refused`: nothing was begun. `cancelled`: while it was waiting. */
  state: z.enum(['waiting', 'running', 'succeeded', 'failed', 'refused', 'cancelled']),
  error: failureNote.nullable(),
});
export type BulkItem = z.infer<typeof bulkItem>;

/** An action on several nodes: recorded before it begins, carried out a few at a time, resumed after a crash. */
export const bulk = z
  .object({
    id: z.string(),
    action: bulkAction,
    items: z.array(bulkItem),
    by: z.string(),
    recordedAt: moment,
    endedAt: moment.nullable(),
    /** Grows with every change. */
    revision: z.int(),
  })
  .meta({ id: 'Bulk' });
export type Bulk = z.infer<typeof bulk>;

export const bulkList = z.object({ bulks: z.array(bulk) }).meta({ id: 'BulkList' });
