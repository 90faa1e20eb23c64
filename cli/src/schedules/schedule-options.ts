import { z } from 'zod';
import type { ScheduleInput } from '../../../lib/contract/schedule.ts';
import type { Flag } from '../command.ts';
import { CREATE_FLAGS, createInput, createOptions, whole } from '../nodes/create-options.ts';

/** Those of `ven create` that say what is created, and not how it is waited for. */
const TAKEN = {
  template: true,
  flow: true,
  os: true,
  host: true,
  hostLabels: true,
  orchestrator: true,
  vcpus: true,
  memory: true,
  disk: true,
  serialPattern: true,
  ready: true,
  recovery: true,
  stopAfter: true,
} as const;
const TAKEN_FLAGS =
  /^--(template|flow|os|host|host-labels|orchestrator|vcpus|memory|disk|serial-pattern|ready|recovery|stop-after) /;

export const scheduleOptions = createOptions.pick(TAKEN).extend({
  cron: z.string().optional(),
  daily: z
    .string()
    .regex(/^([01]?\d|2[0-3]):[0-5]\d$/, 'use HH:MM, such as 02:00')
    .optional(),
  timeZone: z.string().optional(),
  /** Set by commander for --keep-ready. */
  keepReady: z.boolean().default(false),
  keepFailed: whole.optional(),
});
export type ScheduleOptions = z.infer<typeof scheduleOptions>;

export const SCHEDULE_FLAGS: readonly Flag[] = [
  ['--daily <HH:MM>', 'every day at this time'],
  ['--cron <expression>', 'at other times: minute, hour, day of the month, month, day of the week'],
  ['--time-zone <zone>', 'IANA name of the time zone; the server’s by default'],
  ['--keep-ready', 'delete nothing; otherwise nodes that became ready are deleted when their run is over'],
  ['--keep-failed <n>', 'how many failed nodes of all its runs are kept, the latest (default 5)'],
  ...CREATE_FLAGS.filter(([flags]) => TAKEN_FLAGS.test(flags)),
];

function cronOf({ cron, daily }: ScheduleOptions): string {
  const [hour, minute] = (daily ?? '').split(':');
  return cron ?? `${Number(minute)} ${Number(hour)} * * *`;
}

/** One of --cron and --daily is there. */
export function scheduleInput(name: string, count: number, options: ScheduleOptions): ScheduleInput {
  const { cron: _, daily: __, timeZone, keepReady, keepFailed, ...create } = options;
  const {
    start: ___,
    name: ____,
    nodes: _____,
    serials: ______,
    identity: _______,
    ...request
  } = createInput(count, { ...createOptions.parse({}), ...create });
  return { name, cron: cronOf(options), timeZone, request, deleteReady: !keepReady, keepFailed };
}
