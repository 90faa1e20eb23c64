import { z } from 'zod';
import { occurrence, scheduledCreate } from '../../lib/contract/schedule.ts';
import type { Client, Transaction } from './client.ts';
import { iso, json, jsonOrNull, parsedAll, text } from './rows.ts';

const scheduleRow = z.object({
  id: text,
  name: text,
  cron: text,
  timeZone: text,
  request: json(scheduledCreate),
  deleteReady: z.boolean(),
  keepFailed: z.int(),
  pausedAt: iso.nullable(),
  pausedBy: text.nullable(),
  dueAt: iso.nullable(),
  createdAt: iso,
  createdBy: text,
});
export type ScheduleRow = Readonly<z.output<typeof scheduleRow>>;

const occurrenceRow = z.object({
  id: text,
  scheduleId: text,
  dueAt: iso,
  at: iso,
  by: text.nullable(),
  outcome: occurrence.shape.outcome,
  reason: text.nullable(),
  runId: text.nullable(),
  cleanUp: json(occurrence.shape.cleanUp).nullable(),
});
export type OccurrenceRow = Readonly<z.output<typeof occurrenceRow>>;

export interface ScheduleTable {
  /** By name. */
  list(): Promise<ScheduleRow[]>;
  /** Throws `conflict` if the name is taken. */
  add(row: ScheduleRow): Promise<void>;
  update(id: string, patch: Partial<Omit<ScheduleRow, 'id' | 'createdAt' | 'createdBy'>>): Promise<void>;
  /** With its occurrences. */
  remove(id: string): Promise<void>;
  /** Records what happens at one of its times, and its next one, both or neither. Rejects if that time has one. */
  begin(row: OccurrenceRow, next: string | null): Promise<void>;
  /** The same for one that somebody asks for, which leaves its times as they are. */
  note(row: OccurrenceRow): Promise<void>;
  change(id: string, patch: Partial<Pick<OccurrenceRow, 'outcome' | 'reason' | 'cleanUp'>>): Promise<void>;
  /** The newest first. */
  occurrences(scheduleId: string, limit: number): Promise<OccurrenceRow[]>;
  /** Of all schedules: those with a run after which nothing was cleaned up yet. */
  open(): Promise<OccurrenceRow[]>;
  /** Keeps the newest. */
  trim(scheduleId: string, keep: number): Promise<void>;
}

const columnsOf = ({ request, ...plain }: Partial<ScheduleRow>) => ({
  ...plain,
  ...(request === undefined ? {} : { request: JSON.stringify(request) }),
});

const occurrenceColumns = ({ cleanUp, ...plain }: OccurrenceRow) => ({
  ...plain,
  cleanUp: jsonOrNull(cleanUp),
});

export function schedulesIn(client: Client, transaction: Transaction): ScheduleTable {
  return {
    list: async () => parsedAll(scheduleRow, await client.schedule.findMany({ orderBy: { name: 'asc' } })),
    add: async ({ request, ...plain }) => {
      await client.schedule.create({ data: { ...plain, request: JSON.stringify(request) } });
    },
    update: async (id, patch) => {
      await client.schedule.update({ where: { id }, data: columnsOf(patch) });
    },
    remove: (id) =>
      transaction(async (writer) => {
        await writer.scheduleTime.deleteMany({ where: { scheduleId: id } });
        await writer.schedule.deleteMany({ where: { id } });
      }),
    begin: (row, next) =>
      transaction(async (writer) => {
        await writer.scheduleTime.create({ data: occurrenceColumns(row) });
        await writer.schedule.update({ where: { id: row.scheduleId }, data: { dueAt: next } });
      }),
    note: async (row) => {
      await client.scheduleTime.create({ data: occurrenceColumns(row) });
    },
    change: async (id, { cleanUp, ...plain }) => {
      const data = { ...plain, ...(cleanUp === undefined ? {} : { cleanUp: jsonOrNull(cleanUp) }) };
      // It may have been removed with its schedule.
      await client.scheduleTime.updateMany({ where: { id }, data });
    },
    occurrences: async (scheduleId, take) =>
      parsedAll(
        occurrenceRow,
        await client.scheduleTime.findMany({
          where: { scheduleId },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take,
        }),
      ),
    open: async () =>
      parsedAll(
        occurrenceRow,
        await client.scheduleTime.findMany({
          where: { outcome: { in: ['starting', 'started'] }, cleanUp: null },
          orderBy: { at: 'asc' },
        }),
      ),
    trim: async (scheduleId, keep) => {
      const [last] = await client.scheduleTime.findMany({
        where: { scheduleId },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        skip: keep,
        take: 1,
      });
      if (last === undefined) return;
      await client.scheduleTime.deleteMany({
        where: { scheduleId, at: { lte: last.at }, cleanUp: { not: null } },
      });
      await client.scheduleTime.deleteMany({ where: { scheduleId, at: { lte: last.at }, runId: null } });
    },
  };
}
