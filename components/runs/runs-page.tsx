'use client';
import type { ReactNode } from 'react';
import CalendarClock from 'lucide-react/icons/calendar-clock';
import Timer from 'lucide-react/icons/timer';
import { CreateLink } from '../nodes/cells.tsx';
import { TD, TH } from '../ui/style.ts';
import { counted } from '../../lib/domain/format.ts';
import type { Run } from '../../lib/contract/run.ts';
import { useRuns } from '../data/hooks.ts';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Age } from '../ui/moment.tsx';
import { Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { RunBar, RunState, RunTime } from './run-state.tsx';

/** Every create request, also when its nodes have been deleted. */
export function RunsPage() {
  const { data: runs, error, refetch } = useRuns();
  return (
    <Page
      title="Runs"
      aside={runs && runs.length > 0 ? `${counted(runs.length, 'run')}, newest first` : null}
      action={
        <>
          <PageLink href="/boot-times">
            <Timer size={14} /> Boot times
          </PageLink>
          <PageLink href="/schedules">
            <CalendarClock size={14} /> Schedules
          </PageLink>
          <CreateLink />
        </>
      }
    >
      {error && !runs && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!runs && !error && <SkeletonRows rows={6} label="Loading runs" />}
      {runs?.length === 0 && (
        <Empty title="No runs yet" action={<CreateLink />}>
          Nodes created together form a run: how many became ready, and how long it took. A run stays here
          when its nodes are deleted.
        </Empty>
      )}
      {runs && runs.length > 0 && <RunsTable runs={runs} />}
    </Page>
  );
}

const PageLink = ({ href, children }: { readonly href: string; readonly children: ReactNode }) => (
  <Link
    href={href}
    className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 whitespace-nowrap hover:bg-hover"
  >
    {children}
  </Link>
);

function RunsTable({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <ScrollX label="Runs">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Run</th>
            <th className={TH}>State</th>
            <th className={TH}>Nodes</th>
            <th className={`${TH} max-lg:hidden`}>Template</th>
            <th className={`${TH} max-2xl:hidden`}>Orchestrator</th>
            <th className={`${TH} max-2xl:hidden`}>Created by</th>
            <th className={`${TH} text-right`}>Duration</th>
            <th className={`${TH} pr-4 text-right`}>Age</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Row({ run }: { readonly run: Run }) {
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} pl-4`}>
        <Link href={`/runs/${run.id}`} className="font-medium hover:underline">
          {run.name}
        </Link>
      </td>
      <td className={TD}>
        <RunState run={run} />
      </td>
      <td data-whole className={`${TD} w-full max-w-0 min-w-56 py-1.5`}>
        <div className="flex items-center gap-3">
          <RunBar run={run} />
          <span className="min-w-0 text-ink-2">
            {run.ready} of {run.nodeIds.length} ready
            {run.failed > 0 && <span className="text-bad">, {run.failed} failed</span>}
            {run.causes.map(({ cause }) => (
              <span key={cause} className="block truncate text-xs text-ink-3" title={cause}>
                {cause}
              </span>
            ))}
          </span>
        </div>
      </td>
      <td className={`${TD} max-lg:hidden`}>{run.template}</td>
      <td className={`${TD} max-2xl:hidden`}>{run.orchestrator ?? 'none'}</td>
      <td className={`${TD} max-w-44 truncate max-2xl:hidden`} title={run.createdBy}>
        {run.createdBy}
      </td>
      <td className={`${TD} text-right`}>
        <RunTime run={run} />
      </td>
      <td className={`${TD} pr-4 text-right text-ink-3`}>
        <Age at={run.createdAt} />
      </td>
    </tr>
  );
}
