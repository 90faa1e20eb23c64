import type { Occurrence, RunTrend, Schedule, ScheduleDetail } from '../../../lib/contract/schedule.ts';
import { counted, duration } from '../../../lib/domain/format.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { VERDICTS } from '../../../lib/report/run-trend.ts';
import { facts, table } from '../output/text.ts';

/** `2026-11-29 02:00`, by the clock of its time zone. */
export function localTime(moment: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(moment));
}

const nextText = ({ paused, nextAt, timeZone }: Schedule): string => {
  if (paused !== null) return `paused by ${paused.by}`;
  return nextAt === null ? 'never' : localTime(nextAt, timeZone);
};

const lastText = ({ last, timeZone }: Schedule): string =>
  last === null ? '-' : `${localTime(last.dueAt, timeZone)} ${last.outcome}`;

const createText = ({ request: { count, template } }: Schedule): string =>
  `${counted(count, 'node')}${template === undefined ? '' : ` of ${template}`}`;

export function scheduleTable(schedules: readonly Schedule[]): string {
  const rows = schedules.map((each) => [
    each.name,
    each.cron,
    each.timeZone,
    createText(each),
    nextText(each),
    lastText(each),
  ]);
  return table(['SCHEDULE', 'WHEN', 'TIME ZONE', 'CREATES', 'NEXT', 'LAST'], rows);
}

const cleanUpText = ({ cleanUp }: Occurrence): string =>
  cleanUp === null ? '' : `${cleanUp.deleted} deleted, ${cleanUp.kept} kept`;

function occurrenceTable(
  occurrences: readonly Occurrence[],
  { timeZone }: Schedule,
  trend: RunTrend,
): string {
  const runs = new Map(trend.runs.map((run) => [run.id, run]));
  const rows = occurrences.map((each) => {
    const run = runs.get(each.runId ?? '');
    const did = run === undefined ? '' : `${run.ready}/${run.nodes} ready`;
    const took = run?.took == null ? '-' : duration(run.took);
    const by = each.by ?? 'the clock';
    return [localTime(each.dueAt, timeZone), by, each.outcome, did, took, each.reason ?? cleanUpText(each)];
  });
  return table(['DUE', 'BY', 'OUTCOME', 'NODES', 'TOOK', 'WHAT CAME OF IT'], rows);
}

/** Its runs, the newest first. */
export function trendTable({ runs }: RunTrend): string {
  const rows = runs
    .toReversed()
    .map(({ name, createdAt, state, ready, nodes, took, id }) => [
      ...[name, createdAt.slice(0, 10), state, `${ready}/${nodes}`, took === null ? '-' : duration(took)],
      id,
    ]);
  return rows.length === 0 ? '' : table(['RUN', 'DAY', 'STATE', 'READY', 'TOOK', 'ID'], rows);
}

/** How its runs did, in a few lines. */
export function trendText(trend: RunTrend): string {
  const { verdict, judged, clean, nodes, ready, causes, slower } = trend;
  if (judged === 0) return `${VERDICTS[verdict]}\n`;
  return [
    `${VERDICTS[verdict]} ${clean} of ${counted(judged, 'run')} without failures, ${ready} of ${counted(nodes, 'node')} ready.`,
    ...causes.map(
      (each) => `${counted(each.nodes, 'node')} in ${counted(each.runs, 'run')}: ${printable(each.cause)}`,
    ),
    ...slower.map(
      ({ stage, latest, usual }) =>
        `${stageTitle(stage)} took ${duration(latest)} in the latest run, usually ${duration(usual)}.`,
    ),
    '',
  ].join('\n');
}

export function scheduleText(schedule: ScheduleDetail, trend: RunTrend): string {
  const { name, cron, timeZone, deleteReady, keepFailed, createdBy, createdAt } = schedule;
  const kept = counted(keepFailed, 'failed node');
  return [
    facts([
      ['Schedule', name],
      ['When', `${cron} (${timeZone})`],
      ['Creates', createText(schedule)],
      ['Next', nextText(schedule)],
      ['When a run is over', deleteReady ? `deletes what is ready, keeps ${kept}` : 'deletes nothing'],
      ['Added', `${localTime(createdAt, timeZone)} by ${createdBy}`],
    ]),
    trendText(trend),
    occurrenceTable(schedule.occurrences, schedule, trend),
  ].join('\n');
}
