import { z } from 'zod';
import { moment, stageName } from './boot.ts';
import { amount } from './machine.ts';
import { createRequest } from './node.ts';
import { run } from './run.ts';

/** Also the prefix of its nodes' names. */
const scheduleName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/,
    'use 1 to 40 letters, digits, ".", "_" or "-", beginning with a letter or digit',
  );

/** What is created each time. Names and serial numbers are counted on, since nodes of earlier runs may still be there. */
export const scheduledCreate = createRequest
  .omit({ name: true, serials: true, nodes: true, identity: true, start: true })
  .meta({ id: 'ScheduledCreate' });

export const scheduleRequest = z
  .strictObject({
    name: scheduleName,
    /** Minute, hour, day of the month, month, day of the week, as in crontab(5): `0 2 * * *`. */
    cron: z.string().trim().min(1, 'use a cron expression, such as 0 2 * * *').max(100),
    /** IANA name of the time zone that these are of; the server's if left out. */
    timeZone: z.string().min(1).max(64).optional(),
    request: scheduledCreate,
    /** When a run is over, its nodes that became ready are deleted. */
    deleteReady: z.boolean().default(true),
    /** Nodes that did not become ready are kept to be looked at: so many of all its runs, the latest. */
    keepFailed: amount(0, 50).default(5),
  })
  .meta({ id: 'ScheduleRequest' });
export type ScheduleRequest = z.output<typeof scheduleRequest>;
export type ScheduleInput = z.input<typeof scheduleRequest>;

export const occurrence = z
  .object({
    id: z.string(),
    /** When it was to be. */
    dueAt: moment,
    at: moment,
    /** Who asked for it; null: the clock. */
    by: z.string().nullable(),
    /**
     * `missed`: the console was not running then. `skipped`: the run before was still under way. `refused`: nothing could
     * be created.
     */
    outcome: z.enum(['starting', 'started', 'missed', 'skipped', 'refused']),
    /** Why nothing was created. */
    reason: z.string().nullable(),
    runId: z.string().nullable(),
    /** What was done once the run was over; null until then. */
    cleanUp: z.object({ at: moment, deleted: z.int(), kept: z.int() }).nullable(),
  })
  .meta({ id: 'Occurrence' });
export type Occurrence = z.infer<typeof occurrence>;

export const schedule = z
  .object({
    id: z.string(),
    name: scheduleName,
    cron: z.string(),
    timeZone: z.string(),
    request: scheduledCreate,
    deleteReady: z.boolean(),
    keepFailed: z.int(),
    paused: z.object({ since: moment, by: z.string() }).nullable(),
    /** Null while it is paused, and when its expression matches no time any more. */
    nextAt: moment.nullable(),
    /** The latest; null before the first. */
    last: occurrence.nullable(),
    createdAt: moment,
    createdBy: z.string(),
    revision: z.int(),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof schedule>;

export const scheduleList = z.object({ schedules: z.array(schedule) }).meta({ id: 'ScheduleList' });

/** With its latest occurrences, the newest first. */
export const scheduleDetail = schedule
  .extend({ occurrences: z.array(occurrence) })
  .meta({ id: 'ScheduleDetail' });
export type ScheduleDetail = z.infer<typeof scheduleDetail>;

export const scheduleRemoved = z.object({ id: z.string(), name: z.string() }).meta({ id: 'ScheduleRemoved' });

export const scheduleTimesQuery = z.object({
  cron: z.string().min(1).max(100),
  timeZone: z.string().min(1).max(64).optional(),
});

/** When a schedule would run next. */
export const scheduleTimes = z
  .object({ timeZone: z.string(), times: z.array(moment) })
  .meta({ id: 'ScheduleTimes' });
export type ScheduleTimes = z.infer<typeof scheduleTimes>;

const milliseconds = z.int().min(0);

const trendRun = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: moment,
  state: run.shape.state,
  nodes: z.int(),
  ready: z.int(),
  failed: z.int(),
  /** From the create until the last node was ready or had ended; null while one is under way. */
  took: milliseconds.nullable(),
  /** The median of each stage over its nodes. */
  stages: z.array(z.object({ stage: stageName, median: milliseconds })),
});

/** How runs of the same kind did, one after the other. */
export const runTrend = z
  .object({
    /** The oldest first; at most 50. */
    runs: z.array(trendRun),
    /** How many of them ended by themselves: cancelled ones say nothing. */
    judged: z.int(),
    /** How many of these had no failure. */
    clean: z.int(),
    /** Nodes of these. */
    nodes: z.int(),
    ready: z.int(),
    /**
     * `steady`: no failures. `failing`: failures since some run, or in all. `recovered`: none since some run. `flaky`: they
     * come and go. `unknown`: none was judged.
     */
    verdict: z.enum(['unknown', 'steady', 'flaky', 'failing', 'recovered']),
    causes: z.array(z.object({ cause: z.string(), nodes: z.int(), runs: z.int() })),
    /** Stages that took notably longer in the latest run than is usual in those before. */
    slower: z.array(z.object({ stage: stageName, latest: milliseconds, usual: milliseconds })),
  })
  .meta({ id: 'RunTrend' });
export type RunTrend = z.infer<typeof runTrend>;
