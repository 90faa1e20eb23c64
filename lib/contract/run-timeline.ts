import { z } from 'zod';
import { ENDINGS, FAILURE_CLASSES, STAGES } from '../domain/stages.ts';
import { moment, stageName, stageOutcome } from './boot.ts';

const milliseconds = z.int().min(0);

const timelineNode = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  isDeleted: z.boolean(),
  stage: z.enum([...STAGES, ...ENDINGS]),
  /** Number of the boot whose stages these are: the one that made it ready, or its latest. */
  boot: z.int().nullable(),
  createdAt: moment,
  readyAt: moment.nullable(),
  failure: z
    .object({
      class: z.enum(FAILURE_CLASSES),
      /** Exit codes of upstream's scripts for the same family of causes; null where they have none. */
      upstreamCodes: z.string().nullable(),
      cause: z.string(),
      stage: stageName,
    })
    .nullable(),
  stages: z.array(
    z.object({
      stage: stageName,
      startedAt: moment,
      /** Null while the node is in it. */
      endedAt: moment.nullable(),
      outcome: stageOutcome,
    }),
  ),
});
export type TimelineNode = z.infer<typeof timelineNode>;

/** When each node of a run was in which stage, and what of that decided how long the run took. */
export const runTimeline = z
  .object({
    run: z.string(),
    startedAt: moment,
    /** When the last node was ready or had ended; null while one is under way. */
    endedAt: moment.nullable(),
    nodes: z.array(timelineNode),
    /** Those that have ended somewhere, in order. */
    stages: z.array(
      z.object({
        stage: stageName,
        nodes: z.int(),
        median: milliseconds,
        longest: milliseconds,
        /** Name of the node where it took longest. */
        longestAt: z.string(),
        /** Exit codes of upstream's scripts for failures of this stage; null where they have none. */
        upstreamCodes: z.string().nullable(),
      }),
    ),
    /** The stage with the greatest median; not the wait for a turn to boot. */
    slowest: stageName.nullable(),
    /** The node that was ready last: the run could not have ended earlier. */
    criticalPath: z
      .object({ node: z.string(), stages: z.array(z.object({ stage: stageName, took: milliseconds })) })
      .nullable(),
  })
  .meta({ id: 'RunTimeline' });
export type RunTimeline = z.infer<typeof runTimeline>;
