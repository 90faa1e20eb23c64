import { z } from 'zod';
import { moment, stageName } from './boot.ts';

/** Which boot it is, and what it was booted with. */
const comparedBoot = z
  .object({
    node: z.object({ id: z.string(), name: z.string() }),
    boot: z.int().min(1),
    startedAt: moment,
    endedAt: moment.nullable(),
    /** The last stage that it reached; null while there is none. */
    stage: stageName.nullable(),
    /** Why it failed, in one sentence; null when it did not. */
    cause: z.string().nullable(),
    template: z.string(),
    host: z.string(),
    orchestrator: z.string().nullable(),
  })
  .meta({ id: 'ComparedBoot' });
export type ComparedBoot = z.infer<typeof comparedBoot>;

const stageDurations = z
  .object({
    stage: stageName,
    /** Milliseconds; null where the boot did not pass it. */
    base: z.number().nullable(),
    other: z.number().nullable(),
  })
  .meta({ id: 'StageDurations' });
export type StageDurations = z.infer<typeof stageDurations>;

const comparedLine = z
  .object({
    /** In both boots, in `base` only, in `other` only. */
    mark: z.enum([' ', '-', '+']),
    text: z.string(),
    /** Of its first byte, in the log of `base` for a line marked `-`, else of `other`. */
    offset: z.int().min(0),
  })
  .meta({ id: 'ComparedLine' });
export type ComparedLine = z.infer<typeof comparedLine>;

const comparedStage = z
  .object({
    stage: stageName,
    /** Lines that only one of the boots has. */
    differences: z.int().min(0),
    /** Differences with the lines around them, in order. */
    parts: z.array(
      z.object({
        /** Lines that are alike and left out before these. */
        skipped: z.int().min(0),
        lines: z.array(comparedLine),
      }),
    ),
    /** There are more differences than are shown. */
    cut: z.boolean(),
  })
  .meta({ id: 'ComparedStage' });
export type ComparedStage = z.infer<typeof comparedStage>;

/** Two boots side by side. Times, addresses, UUIDs, sizes and counters in their output do not count as differences. */
export const bootComparison = z
  .object({
    base: comparedBoot,
    other: comparedBoot,
    stages: z.array(stageDurations),
    ports: z.array(
      z.object({
        port: z.int().min(0).max(1),
        stages: z.array(comparedStage),
        /** A log was longer than is compared. */
        cut: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'BootComparison' });
export type BootComparison = z.infer<typeof bootComparison>;
