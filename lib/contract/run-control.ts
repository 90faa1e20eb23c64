import { z } from 'zod';
import { bulk } from './bulk.ts';
import { createResponse, run } from './run.ts';

export const cancelRunRequest = z
  .strictObject({
    /** Deletes its nodes that are not ready, also those that have failed. Otherwise they are powered off and kept. */
    cleanUp: z.boolean().default(false),
    /** With `cleanUp`: also removes their instances and hosts from the orchestrator. */
    orchestrator: z.boolean().default(true),
  })
  .meta({ id: 'CancelRunRequest' });
export type CancelRunRequest = z.output<typeof cancelRunRequest>;
export type CancelRunInput = z.input<typeof cancelRunRequest>;

/** Null where no node had failed that way. */
export const retried = z
  .object({
    run,
    /** Provisions those again that are there. */
    provisioned: bulk.nullable(),
    /** Those whose create had failed, and left nothing. */
    created: createResponse.nullable(),
  })
  .meta({ id: 'Retried' });
export type Retried = z.infer<typeof retried>;

export const runReportFormat = z.enum(['junit', 'csv', 'html']);
export type RunReportFormat = z.infer<typeof runReportFormat>;
