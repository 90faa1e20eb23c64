import { bulkRequest } from '../../../lib/contract/bulk.ts';
import type { Occurrence } from '../../../lib/contract/schedule.ts';
import { isEnding } from '../../../lib/domain/stages.ts';
import type { OccurrenceRow, RunRow, ScheduleRow } from '../../db/api.ts';
import type { Actor, Core } from '../api.ts';
import type { Context } from '../context.ts';
import type { NodeRecord, NodeRegistry } from '../nodes/registry.ts';

/** What recovers a failed node by rule has begun by then; the run is under way again. */
const SETTLED_MS = 10_000;
/** So many of its runs may still have nodes. */
const LOOKED_AT = 1000;

export interface CleanUpParts {
  readonly context: Pick<Context, 'database' | 'now'>;
  readonly registry: NodeRegistry;
  readonly runs: Core['runs'];
  readonly bulks: Core['bulks'];
}

/**
 * Deletes what became ready in a run that is over, and failed nodes of the schedule's runs beyond those that are kept,
 * the oldest first. Null while it is too early.
 */
export async function cleanUpAfter(
  parts: CleanUpParts,
  schedule: ScheduleRow,
  { runId }: Pick<OccurrenceRow, 'runId'>,
  actor: Actor,
): Promise<Occurrence['cleanUp']> {
  const { context, registry, runs, bulks } = parts;
  const at = context.now();
  const row = runId === null ? null : await context.database.runs.get(runId);
  // Its history was removed.
  if (row === null) return { at, deleted: 0, kept: 0 };
  if (!(await isOver(runs, row, at))) return null;
  const present = registry.all().filter(({ operation }) => operation?.kind !== 'delete');
  const ofRun = present.filter((node) => node.row.runId === row.id);
  if (!schedule.deleteReady) return { at, deleted: 0, kept: ofRun.length };
  const all = await context.database.schedules.occurrences(schedule.id, LOOKED_AT);
  const failed = failedOf(present, new Set(all.map((each) => each.runId)));
  const nodes = [
    ...ofRun.filter((node) => node.row.readyAt !== null),
    ...failed.slice(schedule.keepFailed),
  ].map((node) => node.row.id);
  const request = bulkRequest.safeParse({ action: 'delete', nodes });
  if (request.success) await bulks.begin(request.data, actor);
  return { at, deleted: nodes.length, kept: Math.min(failed.length, schedule.keepFailed) };
}

async function isOver(runs: Core['runs'], { id, endedAt }: RunRow, now: string): Promise<boolean> {
  if (endedAt === null || (await runs.get(id)).state === 'running') return false;
  return Math.abs(Date.parse(now) - Date.parse(endedAt)) >= SETTLED_MS;
}

/** Those of the schedule's runs that ended without having been ready; the latest first. */
const failedOf = (present: readonly NodeRecord[], runIds: ReadonlySet<string | null>): NodeRecord[] =>
  present
    .filter(({ row }) => runIds.has(row.runId) && row.readyAt === null && isEnding(row.stage))
    .toSorted(
      (one, other) =>
        other.row.createdAt.localeCompare(one.row.createdAt) || other.row.name.localeCompare(one.row.name),
    );
