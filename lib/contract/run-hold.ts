import { z } from 'zod';
import { moment } from './boot.ts';

/** Nodes of the run that wait for their boot keep waiting. */
export const runHold = z
  .object({
    since: moment,
    /** Null: so many of its nodes have failed that the run stopped by itself. */
    by: z.string().nullable(),
  })
  .meta({ id: 'RunHold' });
export type RunHold = z.infer<typeof runHold>;

export const runCancellation = z
  .object({
    at: moment,
    by: z.string(),
    /** Its nodes that were not ready are deleted, instead of powered off. */
    cleanUp: z.boolean(),
  })
  .meta({ id: 'RunCancellation' });
export type RunCancellation = z.infer<typeof runCancellation>;
