import { z } from 'zod';
import { moment, stageName } from './boot.ts';

/** What boots are put together by. */
export const BOOT_GROUPS = ['template', 'host', 'orchestrator'] as const;
const bootGroup = z.enum(BOOT_GROUPS);
export type BootGroup = z.infer<typeof bootGroup>;

const name = z.string().min(1).max(100);

/** Which boots count. An orchestrator of no name, `none`, means nodes without one. */
export const bootTimesQuery = z.object({
  by: bootGroup.default('template'),
  template: name.optional(),
  host: name.optional(),
  orchestrator: name.optional(),
  /** Boots that began within so many days. */
  days: z.coerce.number().int().min(1).max(3650).default(30),
});
export type BootTimesQuery = z.infer<typeof bootTimesQuery>;

/** Of how many boots, and the milliseconds that half and 95 of 100 of them did not exceed. */
const times = z
  .object({ boots: z.int().min(1), p50: z.int().min(0), p95: z.int().min(0) })
  .meta({ id: 'Times' });
export type Times = z.infer<typeof times>;

const bootTimesGroup = z
  .object({
    /** Of the template, host or orchestrator; null for nodes without an orchestrator. */
    name: z.string().nullable(),
    boots: z.int().min(1),
    /** How many of them became ready, and how many failed. */
    ready: z.int().min(0),
    failed: z.int().min(0),
    /** From the first stage to ready; null if none became ready. */
    toReady: times.nullable(),
    /** Of the stages that were passed, in the order of a boot. */
    stages: z.array(times.extend({ stage: stageName })),
  })
  .meta({ id: 'BootTimesGroup' });
export type BootTimesGroup = z.infer<typeof bootTimesGroup>;

/** How long the stages of boots took, also of boots of deleted nodes. */
export const bootTimes = z
  .object({
    by: bootGroup,
    since: moment,
    boots: z.int().min(0),
    /** There were more boots; only the latest count. */
    cut: z.boolean(),
    groups: z.array(bootTimesGroup),
  })
  .meta({ id: 'BootTimes' });
export type BootTimes = z.infer<typeof bootTimes>;
