import { z } from 'zod';
import { bulk } from './bulk.ts';
import { amount } from './machine.ts';
import { createResponse } from './run.ts';

const MOST = 50;

export const scaleQuery = z.object({
  /** How many nodes the run is to have. */
  count: z.coerce.number().pipe(amount(0, MOST)),
});

/** What would be done so that a run has so many nodes. */
export const scalePlan = z
  .object({
    /** Nodes that are there. */
    present: z.int(),
    count: z.int(),
    /** Names of nodes that would be created. */
    add: z.array(z.string()),
    /** Nodes that would be deleted: failed ones first, then the newest. */
    remove: z.array(z.object({ id: z.string(), name: z.string(), stage: z.string(), state: z.string() })),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ScalePlan' });
export type ScalePlan = z.infer<typeof scalePlan>;

export const scaleRequest = z
  .strictObject({
    count: amount(0, MOST),
    /** Ids of the nodes to delete, as the plan lists them; if that is not so any more, nothing is done. */
    remove: z.array(z.string().max(100)).max(5000).default([]),
  })
  .meta({ id: 'ScaleRequest' });
export type ScaleRequest = z.output<typeof scaleRequest>;
export type ScaleInput = z.input<typeof scaleRequest>;

/** Null where nothing was to be created, or deleted. */
export const scaled = z
  .object({ created: createResponse.nullable(), deleted: bulk.nullable() })
  .meta({ id: 'Scaled' });
export type Scaled = z.infer<typeof scaled>;
