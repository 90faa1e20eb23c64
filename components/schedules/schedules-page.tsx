'use client';
import { useState } from 'react';
import CalendarClock from 'lucide-react/icons/calendar-clock';
import CirclePause from 'lucide-react/icons/circle-pause';
import type { Schedule } from '../../lib/contract/schedule.ts';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed, useRuns } from '../data/hooks.ts';
import { useSchedules } from '../data/schedules.ts';
import { RunState } from '../runs/run-state.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { TD, TH } from '../ui/style.ts';
import { OutcomeMark } from './outcome-mark.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { OUTCOMES, schedulePath, zoned } from './words.ts';

/** Runs that are made again and again. */
export function SchedulesPage() {
  const { data: schedules, error, refetch } = useSchedules();
  const [adding, setAdding] = useState(false);
  const mayWrite = useAllowed('schedules.write');
  const add = mayWrite && (
    <Button kind="primary" onPress={() => setAdding(true)}>
      <CalendarClock size={14} /> Add a schedule
    </Button>
  );
  return (
    <Page title="Schedules" aside={schedules ? counted(schedules.length, 'schedule') : null} action={add}>
      {error && !schedules && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!schedules && !error && <SkeletonRows rows={4} label="Loading schedules" />}
      {schedules?.length === 0 && (
        <Empty title="No schedules yet" action={add}>
          A schedule makes a run at set times, every night for example: it deletes what becomes ready, keeps
          what fails, and shows how success and times change from run to run.
        </Empty>
      )}
      {schedules && schedules.length > 0 && <List schedules={schedules} />}
      {adding && <ScheduleDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function List({ schedules }: { readonly schedules: readonly Schedule[] }) {
  return (
    <ScrollX label="Schedules">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Schedule</th>
            <th className={TH}>Creates</th>
            <th className={TH}>When</th>
            <th className={TH}>Next</th>
            <th className={`${TH} pr-4`}>Last</th>
          </tr>
        </thead>
        <tbody>
          {schedules.map((schedule) => (
            <Row key={schedule.id} schedule={schedule} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Row({ schedule }: { readonly schedule: Schedule }) {
  const { name, request, cron, timeZone, last } = schedule;
  const { data: runs } = useRuns();
  const run = runs?.find(({ id }) => id === last?.runId);
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4`}>
        <Link href={schedulePath(name)} className="font-medium hover:underline">
          {name}
        </Link>
      </td>
      <td className={TD}>
        {counted(request.count, 'node')}
        {request.template === undefined ? '' : ` of ${request.template}`}
      </td>
      <td className={TD}>
        <span className="font-mono text-xs">{cron}</span> <span className="text-ink-3">{timeZone}</span>
      </td>
      <td className={`${TD} tabular-nums`}>
        <span className="text-ink-3 lg:hidden">next </span>
        <Next schedule={schedule} />
      </td>
      <td className={`${TD} pr-4`}>
        <span className="text-ink-3 lg:hidden">last </span>
        {last === null ? (
          <span className="text-ink-3">–</span>
        ) : (
          <span className="inline-flex items-center gap-1.5" title={last.reason ?? undefined}>
            {run === undefined ? (
              <>
                <OutcomeMark outcome={last.outcome} /> {OUTCOMES[last.outcome]}
              </>
            ) : (
              <>
                <RunState run={run} /> {run.ready} of {run.nodeIds.length}
              </>
            )}
            <span className="text-ink-3">{zoned(last.dueAt, timeZone)}</span>
          </span>
        )}
      </td>
    </tr>
  );
}

/** When it is due next, or why it is not. */
export function Next({ schedule: { paused, nextAt, timeZone } }: { readonly schedule: Schedule }) {
  if (paused !== null)
    return (
      <span className="inline-flex items-center gap-1.5 text-warn">
        <CirclePause aria-hidden size={14} /> paused by {paused.by}
      </span>
    );
  return nextAt === null ? 'never again' : zoned(nextAt, timeZone);
}
