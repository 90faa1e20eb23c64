'use client';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import Pause from 'lucide-react/icons/pause';
import Pencil from 'lucide-react/icons/pencil';
import Play from 'lucide-react/icons/play';
import Trash from 'lucide-react/icons/trash-2';
import type { ScheduleDetail } from '../../lib/contract/schedule.ts';
import { absolute, counted } from '../../lib/domain/format.ts';
import { useAllowed, useRuns } from '../data/hooks.ts';
import {
  usePauseSchedule,
  useRemoveSchedule,
  useResumeSchedule,
  useRunSchedule,
  useSchedule,
  useScheduleTrend,
} from '../data/schedules.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { toastError } from '../ui/toast-queue.ts';
import { OccurrenceTable } from './occurrence-table.tsx';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { Next } from './schedules-page.tsx';
import { Trend } from './trend.tsx';

/** A schedule: when it is due, and how its runs did. */
export function SchedulePage({ name }: { readonly name: string }) {
  const { data: schedule, error, refetch } = useSchedule(name);
  useTitle(name);
  if (error && !schedule)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    );
  if (!schedule)
    return (
      <Page title={name}>
        <SkeletonRows rows={6} label="Loading the schedule" />
      </Page>
    );
  return <Shown schedule={schedule} />;
}

function Shown({ schedule }: { readonly schedule: ScheduleDetail }) {
  const { data: runs } = useRuns();
  const running = runs?.find((run) => run.id === schedule.last?.runId && run.state === 'running');
  const progress = running === undefined ? '' : `${running.ready} ${running.failed} ${running.waiting}`;
  const { data: trend } = useScheduleTrend(schedule.name, progress);
  return (
    <Page
      title={schedule.name}
      aside={
        <span className="flex flex-wrap items-center gap-x-3">
          <span>
            Next: <Next schedule={schedule} />
          </span>
          {running !== undefined && (
            <Link href={`/runs/${running.id}`} className="text-accent hover:underline">
              {running.ready} of {running.nodeIds.length} ready now
            </Link>
          )}
        </span>
      }
      action={<Actions schedule={schedule} isRunning={running !== undefined} />}
    >
      <About schedule={schedule} />
      {trend && <Trend trend={trend} />}
      {schedule.occurrences.length > 0 && <OccurrenceTable schedule={schedule} trend={trend} />}
    </Page>
  );
}

function About({ schedule }: { readonly schedule: ScheduleDetail }) {
  const { request, cron, timeZone, deleteReady, keepFailed, createdBy, createdAt } = schedule;
  const { count, template, orchestrator, host, stopAfter } = request;
  const where = [
    ...(template === undefined ? [] : [`of ${template}`]),
    ...(orchestrator === undefined ? [] : [`for ${orchestrator}`]),
    ...(host === undefined ? [] : [`on ${host}`]),
  ].join(' ');
  return (
    <p className="border-b border-line px-4 py-2 text-ink-2">
      Creates {counted(count, 'node')} {where} at <code>{cron}</code> ({timeZone})
      {stopAfter == null ? '' : `, stops after ${counted(stopAfter, 'failure')}`}.{' '}
      {deleteReady
        ? `When a run is over, deletes what became ready and keeps ${counted(keepFailed, 'failed node')}.`
        : 'Deletes nothing.'}{' '}
      <span className="text-ink-3" title={absolute(createdAt)}>
        Added by {createdBy}.
      </span>
    </p>
  );
}

interface ActionsProps {
  readonly schedule: ScheduleDetail;
  readonly isRunning: boolean;
}

function Actions({ schedule, isRunning }: ActionsProps) {
  const { name, paused } = schedule;
  const mayWrite = useAllowed('schedules.write');
  const [asking, setAsking] = useState<'edit' | 'remove' | null>(null);
  const [pause, resume, run] = [usePauseSchedule(), useResumeSchedule(), useRunSchedule()];
  const close = () => setAsking(null);
  if (!mayWrite) return null;
  return (
    <span className="flex flex-wrap gap-2">
      {paused === null ? (
        <Button isDisabled={pause.isPending} onPress={() => pause.mutate(name, { onError: toastError })}>
          <Pause size={14} /> Pause
        </Button>
      ) : (
        <Button
          kind="primary"
          isDisabled={resume.isPending}
          onPress={() => resume.mutate(name, { onError: toastError })}
        >
          <Play size={14} /> Resume
        </Button>
      )}
      <Button onPress={() => setAsking('edit')}>
        <Pencil size={14} /> Change …
      </Button>
      <Button onPress={() => setAsking('remove')}>
        <Trash size={14} className="text-bad" /> Remove …
      </Button>
      <Button
        kind={paused === null ? 'primary' : 'plain'}
        isDisabled={run.isPending || isRunning}
        onPress={() => run.mutate(name, { onError: toastError })}
      >
        <Play size={14} /> {isRunning ? 'Under way' : 'Run now'}
      </Button>
      {asking === 'edit' && <ScheduleDialog schedule={schedule} onClose={close} />}
      {asking === 'remove' && <RemoveQuestion name={name} onClose={close} />}
    </span>
  );
}

function RemoveQuestion({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const router = useRouter();
  const remove = useRemoveSchedule();
  return (
    <Confirm
      title={`Remove ${name}?`}
      verb="Remove schedule"
      keep="Keep it"
      onConfirm={() => void remove.mutateAsync(name).then(() => router.replace('/schedules'), toastError)}
      onClose={onClose}
    >
      <p>No further run begins, and the list of its times is removed.</p>
      <p className="text-ink-2">Its runs and nodes stay; nothing is deleted after a run that is under way.</p>
    </Confirm>
  );
}
