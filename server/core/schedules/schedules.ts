import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { createRequest } from '../../../lib/contract/node.ts';
import type {
  Occurrence,
  RunTrend,
  Schedule,
  ScheduleDetail,
  ScheduleRequest,
  ScheduleTimes,
} from '../../../lib/contract/schedule.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { runTrend } from '../../../lib/report/run-trend.ts';
import type { OccurrenceRow, ScheduleRow } from '../../db/api.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../api.ts';
import type { Context } from '../context.ts';
import type { Templates } from '../templates/templates.ts';
import type { Runs } from '../runs/runs.ts';
import type { SchedulesSection } from './api.ts';
import { Occurrences, type OccurrencesParts } from './occurrences.ts';
import { nameTaken, noSuchSchedule, nameStays, refusePassword } from './refusals.ts';
import { checkedTimes, serverTimeZone, timeAfter } from './times.ts';

export interface SchedulesParts extends OccurrencesParts {
  readonly context: Context;
  readonly runs: Runs;
  readonly templates: Templates;
}

const LISTED = 50;
/** Of a trend. */
const RUNS = 30;
const TIMES = 3;
const LOOK_MS = 1000;
/** For a host, before a create is tried all the same; it says then what is wrong. */
const WAIT_MS = 4 * 60_000;

/**
 * Runs at times that somebody has set. The next time of each is in the database, and moves on in the transaction that
 * records what happens then: a time that was begun never begins again.
 */
export class Schedules implements SchedulesSection {
  readonly #parts: SchedulesParts;
  readonly #occurrences: Occurrences;
  readonly #rows = new Map<string, ScheduleRow>();
  readonly #mutex = new KeyedMutex();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;

  constructor(parts: SchedulesParts) {
    this.#parts = parts;
    this.#occurrences = new Occurrences(parts, (row) => this.#publish(row));
  }

  /** Operations of an earlier process have been resumed by then. */
  async resume(): Promise<void> {
    for (const row of await this.#parts.context.database.schedules.list()) this.#rows.set(row.id, row);
    await this.#occurrences.resume([...this.#rows.keys()]);
    // Looks at the clock each time, so that a machine that slept or whose clock was set is no special case.
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => (this.#looking = null));
    }, LOOK_MS).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  list(): Promise<Schedule[]> {
    const rows = [...this.#rows.values()].toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
    return Promise.resolve(rows.map((row) => this.#view(row)));
  }

  async get(name: string): Promise<ScheduleDetail> {
    const row = this.#row(name);
    const all = await this.#parts.context.database.schedules.occurrences(row.id, LISTED);
    return { ...this.#view(row), occurrences: all.map(occurrenceOf) };
  }

  async add(request: ScheduleRequest, actor: Actor): Promise<Schedule> {
    requirePermission(actor, 'schedules.write');
    return this.#mutex.run('add', async () => {
      const { context } = this.#parts;
      if ([...this.#rows.values()].some(({ name }) => name === request.name)) throw nameTaken(request.name);
      const checked = this.#checked(request);
      await this.#checkCreate(request.request);
      const row: ScheduleRow = {
        id: randomUUID(),
        ...checked,
        ...{ pausedAt: null, pausedBy: null, createdAt: context.now(), createdBy: actor.name },
      };
      await context.database.schedules.add(row);
      return this.#keep(row);
    });
  }

  async edit(name: string, request: ScheduleRequest, actor: Actor): Promise<Schedule> {
    requirePermission(actor, 'schedules.write');
    if (request.name !== name) throw nameStays(name);
    this.#row(name);
    await this.#checkCreate(request.request);
    return this.#change(name, (row) => {
      const { dueAt, ...checked } = this.#checked(request);
      return { ...checked, dueAt: row.pausedAt === null ? dueAt : null };
    });
  }

  async remove(name: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'schedules.write');
    const { id } = this.#row(name);
    await this.#mutex.run(id, async () => {
      const { context } = this.#parts;
      await context.database.schedules.remove(id);
      this.#rows.delete(id);
      this.#occurrences.forget(id);
      context.bus.emit({ kind: 'schedule-removed', object: { id, name } });
    });
  }

  async pause(name: string, actor: Actor): Promise<Schedule> {
    requirePermission(actor, 'schedules.write');
    const pausedAt = this.#parts.context.now();
    return this.#change(name, (row) =>
      row.pausedAt === null ? { pausedAt, pausedBy: actor.name, dueAt: null } : {},
    );
  }

  /** Times in between are not made up for. */
  async resumeSchedule(name: string, actor: Actor): Promise<Schedule> {
    requirePermission(actor, 'schedules.write');
    return this.#change(name, ({ cron, timeZone, pausedAt }) =>
      pausedAt === null
        ? {}
        : { pausedAt: null, pausedBy: null, dueAt: timeAfter(cron, timeZone, this.#parts.context.now()) },
    );
  }

  async runNow(name: string, actor: Actor): Promise<Occurrence> {
    requirePermission(actor, 'schedules.write');
    requirePermission(actor, 'nodes.create');
    const { id } = this.#row(name);
    return this.#mutex.run(id, async () => occurrenceOf(await this.#occurrences.now(this.#row(name), actor)));
  }

  times(cron: string, given: string | undefined): Promise<ScheduleTimes> {
    const timeZone = given ?? serverTimeZone();
    const times = checkedTimes(cron, timeZone, this.#parts.context.now(), TIMES);
    return Promise.resolve({ timeZone, times });
  }

  async trend(name: string): Promise<RunTrend> {
    const { schedules } = this.#parts.context.database;
    const all = await schedules.occurrences(this.#row(name).id, 10 * RUNS);
    const ids = all.flatMap(({ runId }) => (runId === null ? [] : [runId]));
    return this.#trendOf(ids.slice(0, RUNS));
  }

  async trendOfTemplate(template: string): Promise<RunTrend> {
    await this.#parts.templates.get(template);
    const all = await this.#parts.context.database.runs.list();
    return this.#trendOf(
      all
        .filter((run) => run.template === template)
        .map(({ id }) => id)
        .slice(0, RUNS),
    );
  }

  /** `ids`: the newest first. Runs without history are left out. */
  async #trendOf(ids: readonly string[]): Promise<RunTrend> {
    const { context, runs } = this.#parts;
    const past = [];
    for (const id of ids.toReversed())
      if ((await context.database.runs.get(id)) !== null)
        past.push({ run: await runs.get(id), nodes: await runs.nodes(id) });
    return runTrend(past);
  }

  async #look(): Promise<void> {
    const { context } = this.#parts;
    for (const { id } of this.#rows.values())
      await this.#mutex
        .run(id, async () => {
          const row = this.#rows.get(id);
          if (row === undefined) return;
          if (row.dueAt !== null && row.dueAt <= context.now()) await this.#due({ ...row, dueAt: row.dueAt });
          await this.#occurrences.cleanUp(row);
        })
        .catch((error: unknown) => {
          context.logger.error(
            { schedule: id, err: error },
            'a schedule could not be looked at; it is again',
          );
        });
  }

  async #due(row: ScheduleRow & { readonly dueAt: string }): Promise<void> {
    const now = this.#parts.context.now();
    if (this.#awaitsHost(row, now)) return;
    const dueAt = timeAfter(row.cron, row.timeZone, now > row.dueAt ? now : row.dueAt);
    await this.#occurrences.due(row, dueAt, () => this.#rows.set(row.id, { ...row, dueAt }));
  }

  /** Right after the start of the console its hosts are not connected yet. */
  #awaitsHost({ request: { host: name }, dueAt }: ScheduleRow & { readonly dueAt: string }, now: string) {
    const hosts = [...this.#parts.context.hosts.values()].filter(
      (host) => name === undefined || name === 'auto' || name === host.name,
    );
    const isAnyReady = hosts.some(({ status }) => status.state === 'connected');
    return !isAnyReady && hosts.length > 0 && Date.parse(now) - Date.parse(dueAt) < WAIT_MS;
  }

  /** Throws what would prevent every run; room, and what answers at the moment, may be otherwise then. */
  async #checkCreate(request: ScheduleRequest['request']): Promise<void> {
    try {
      await this.#parts.nodes.preview(createRequest.parse(request));
    } catch (error) {
      if (error instanceof ConsoleError && (error.code === 'invalid' || error.code === 'not-found'))
        throw error;
    }
  }

  #checked({ timeZone: given, ...request }: ScheduleRequest) {
    const timeZone = given ?? serverTimeZone();
    refusePassword(request.request);
    const [dueAt = null] = checkedTimes(request.cron, timeZone, this.#parts.context.now(), 1);
    return { ...request, timeZone, dueAt };
  }

  async #change(name: string, changes: (row: ScheduleRow) => Partial<ScheduleRow>): Promise<Schedule> {
    const { id } = this.#row(name);
    return this.#mutex.run(id, async () => {
      const row = this.#row(name);
      const patch = changes(row);
      if (Object.keys(patch).length === 0) return this.#view(row);
      await this.#parts.context.database.schedules.update(id, patch);
      return this.#keep({ ...row, ...patch });
    });
  }

  #keep(row: ScheduleRow): Schedule {
    this.#rows.set(row.id, row);
    const object = this.#view(row);
    this.#parts.context.bus.emit({ kind: 'schedule', object });
    return object;
  }

  #publish(id: string): void {
    const row = this.#rows.get(id);
    if (row !== undefined) this.#keep(row);
  }

  #row(name: string): ScheduleRow {
    const row = [...this.#rows.values()].find((each) => each.name === name);
    if (row === undefined) throw noSuchSchedule(name);
    return row;
  }

  #view({ pausedAt, pausedBy, dueAt, ...row }: ScheduleRow): Schedule {
    const last = this.#occurrences.last(row.id);
    return {
      ...row,
      paused: pausedAt === null ? null : { since: pausedAt, by: pausedBy ?? '' },
      nextAt: dueAt,
      last: last === null ? null : occurrenceOf(last),
      revision: this.#parts.context.bus.nextRevision(),
    };
  }
}

const occurrenceOf = ({ scheduleId: _, ...row }: OccurrenceRow): Occurrence => row;
