import { z } from 'zod';
import { DEMO_STEPS } from '../domain/demo.ts';
import { moment } from './boot.ts';

const demoStep = z.enum(DEMO_STEPS);

/** A demonstration with real nodes: some are made, one fails on purpose, it is mended, and nothing is left. */
export const demo = z
  .object({
    id: z.string(),
    /** `over`: everything of it is deleted. */
    state: z.enum(['running', 'paused', 'over']),
    step: demoStep,
    /** When the step began, or went on after a pause. */
    since: moment,
    runId: z.string(),
    /** The node that is to fail; null before it is made. */
    failingId: z.string().nullable(),
    /** Why it ended before its end; null when it did not. */
    trouble: z.string().nullable(),
    by: z.string(),
    startedAt: moment,
    revision: z.int(),
  })
  .meta({ id: 'Demo' });
export type Demo = z.infer<typeof demo>;

/** The one that goes on, or the last one since the console was started; null: there was none. */
export const demoState = z.object({ demo: demo.nullable() }).meta({ id: 'DemoState' });
