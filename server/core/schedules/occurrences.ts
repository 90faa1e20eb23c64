import { randomUUID } from 'node:crypto';
import { createRequest } from '../../../lib/contract/node.ts';
import { counted } from '../../../lib/domain/format.ts';
import type { OccurrenceRow, ScheduleRow } from '../../db/api.ts';
import type { Actor } from '../api.ts';
import { asConsoleError, type Context } from '../context.ts';
import type { Nodes } from '../nodes/nodes.ts';
import { cleanUpAfter, type CleanUpParts } from './clean-up.ts';
import { stillUnderWay } from './refusals.ts';
import { timesBetween } from './times.ts';

export interface OccurrencesParts extends CleanUpParts {
  readonly context: Context;
  readonly nodes: Pick<Nodes, 'createAs' | 'preview'>;
}

/** A console that was restarted meanwhile still does what was due then. */
const LATE_MS = 5 * 60_000;
/** Of each schedule. */
const KEPT = 1000;

type Patch = Partial<Pick<OccurrenceRow, 'outcome' | 'reason' | 'cleanUp'>>;

const INTERRUPTED = 'The console ended before the nodes were recorded: nothing was created.';

/** What happens at the times of schedules. Each is recorded before anything is created, with the id that its run gets. */
export class Occurrences {
  readonly #parts: OccurrencesParts;
  readonly #changed: (scheduleId: string) => void;
  /** By schedule. */
  readonly #last = new Map<string, OccurrenceRow>();
  /** Those with a run after which nothing was cleaned up yet, by id. */
  readonly #open = new Map<string, OccurrenceRow>();

  constructor(parts: OccurrencesParts, changed: (scheduleId: string) => void) {
    this.#parts = parts;
    this.#changed = changed;
  }

  async resume(scheduleIds: readonly string[]): Promise<void> {
    const { database } = this.#parts.context;
    for (const row of await database.schedules.open()) {
      const hasRun = row.runId !== null && (await database.runs.get(row.runId)) !== null;
      if (row.outcome === 'started' || hasRun) await this.#become(row, { outcome: 'started' });
      else await this.#become(row, { outcome: 'refused', reason: INTERRUPTED });
    }
    for (const id of scheduleIds) {
      const [last] = await database.schedules.occurrences(id, 1);
      if (last !== undefined) this.#last.set(id, last);
    }
  }

  last(scheduleId: string): OccurrenceRow | null {
    return this.#last.get(scheduleId) ?? null;
  }

  forget(scheduleId: string): void {
    this.#last.delete(scheduleId);
    for (const row of this.#open.values()) if (row.scheduleId === scheduleId) this.#open.delete(row.id);
  }

  /** `recorded` is called once this time, and the next one, are committed. */
  async due(
    schedule: ScheduleRow & { readonly dueAt: string },
    next: string | null,
    recorded: () => void,
  ): Promise<void> {
    const { context } = this.#parts;
    const { schedules } = context.database;
    const planned = await this.#planned(schedule, schedule.dueAt);
    await schedules.begin(planned, next);
    recorded();
    await schedules.trim(schedule.id, KEPT);
    // Recorded with the occurrence; nobody waits for the answer.
    await this.#begin(schedule, planned).catch(() => undefined);
  }

  /** Throws what prevents it. */
  async now(schedule: ScheduleRow, { name: by }: Actor): Promise<OccurrenceRow> {
    const { context } = this.#parts;
    const underWay = await this.#underWay(schedule.id);
    if (underWay !== null) throw stillUnderWay(underWay);
    const planned: OccurrenceRow = {
      ...blank(schedule, context.now(), context.now()),
      ...{ by, outcome: 'starting', runId: randomUUID() },
    };
    await context.database.schedules.note(planned);
    return this.#begin(schedule, planned);
  }

  async cleanUp(schedule: ScheduleRow): Promise<void> {
    for (const row of this.#open.values()) {
      if (row.scheduleId !== schedule.id || row.outcome !== 'started') continue;
      const cleanUp = await cleanUpAfter(this.#parts, schedule, row, actorOf(schedule));
      if (cleanUp !== null) await this.#become(row, { cleanUp });
    }
  }

  async #planned(schedule: ScheduleRow, dueAt: string): Promise<OccurrenceRow> {
    const now = this.#parts.context.now();
    const row = blank(schedule, dueAt, now);
    if (Date.parse(now) - Date.parse(dueAt) > LATE_MS) {
      const times = timesBetween(schedule.cron, schedule.timeZone, dueAt, now);
      const reason = `The console was not running then${times > 1 ? `, nor at the next ${counted(times - 1, 'time')}` : ''}: nothing was created.`;
      return { ...row, outcome: 'missed', reason };
    }
    const underWay = await this.#underWay(schedule.id);
    if (underWay !== null) return { ...row, outcome: 'skipped', reason: underWay };
    return { ...row, outcome: 'starting', runId: randomUUID() };
  }

  /** Why no other run may begin; null if one may. */
  async #underWay(scheduleId: string): Promise<string | null> {
    const { context, runs } = this.#parts;
    for (const { scheduleId: of, runId } of this.#open.values()) {
      if (of !== scheduleId || runId === null || (await context.database.runs.get(runId)) === null) continue;
      const { state, name, ready, failed, nodeIds, hold } = await runs.get(runId);
      if (state !== 'running') continue;
      const paused = hold === null ? '' : hold.by === null ? ', stopped after failures' : ', paused';
      return `The run before is still under way${paused}: ${name}, ${ready} ready and ${failed} failed of ${nodeIds.length}.`;
    }
    return null;
  }

  async #begin(schedule: ScheduleRow, planned: OccurrenceRow): Promise<OccurrenceRow> {
    const { runId } = planned;
    if (runId === null) return this.#settled(schedule, planned);
    // Until it is known what became of it, no other one begins.
    this.#open.set(planned.id, planned);
    try {
      const request = createRequest.parse(schedule.request);
      await this.#parts.nodes.createAs({ runId, prefix: schedule.name, request }, actorOf(schedule));
    } catch (error) {
      const { message, fix } = asConsoleError(error);
      await this.#settled(schedule, planned, { outcome: 'refused', reason: `${message} ${fix}`.trim() });
      throw error;
    }
    return this.#settled(schedule, planned, { outcome: 'started' });
  }

  async #settled(schedule: ScheduleRow, planned: OccurrenceRow, patch: Patch = {}): Promise<OccurrenceRow> {
    const row = await this.#become(planned, patch);
    await this.#note(schedule, row);
    return row;
  }

  async #become(row: OccurrenceRow, patch: Patch): Promise<OccurrenceRow> {
    const changed = { ...row, ...patch };
    if (Object.keys(patch).length > 0) await this.#parts.context.database.schedules.change(row.id, patch);
    if (changed.outcome === 'started' && changed.cleanUp === null) this.#open.set(row.id, changed);
    else this.#open.delete(row.id);
    const last = this.#last.get(row.scheduleId);
    if (last === undefined || last.at <= row.at) this.#last.set(row.scheduleId, changed);
    this.#changed(row.scheduleId);
    return changed;
  }

  async #note(schedule: ScheduleRow, { outcome, reason, by }: OccurrenceRow): Promise<void> {
    const { database, now } = this.#parts.context;
    await database.audit.add({
      ...{ id: randomUUID(), at: now(), by: by ?? actorOf(schedule).name, address: null },
      ...{ action: 'schedule run', target: schedule.name },
      outcome: outcome === 'started' ? 'done' : 'failed',
      detail: (reason ?? '').slice(0, 500),
    });
  }
}

const blank = (schedule: ScheduleRow, dueAt: string, at: string): OccurrenceRow => ({
  ...{ id: randomUUID(), scheduleId: schedule.id, dueAt, at, by: null },
  ...{ outcome: 'starting', reason: null, runId: null, cleanUp: null },
});

/** Permissions were checked when it was added. */
const actorOf = ({ name }: ScheduleRow): Actor => ({
  userId: '',
  name: `schedule ${name}`,
  role: 'operator',
});
