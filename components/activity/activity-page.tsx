'use client';
import { TD, TH } from '../ui/style.ts';
import { useState } from 'react';
import type { AuditEvent } from '../../lib/contract/session.ts';
import { useAudit } from '../data/audit.ts';
import { Button } from '../ui/button.tsx';
import { BulkActions } from './bulk-actions.tsx';
import { Empty } from '../ui/empty.tsx';
import { Age } from '../ui/moment.tsx';
import { FilterField } from '../ui/filter-field.tsx';
import { Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

const OUTCOMES: Readonly<Record<AuditEvent['outcome'], string>> = {
  done: 'text-good',
  refused: 'text-warn',
  failed: 'text-bad',
};

/** The audit log. */
export function ActivityPage() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit();
  const events = data?.pages.flat();
  const [filter, setFilter] = useState('');
  const shown = events?.filter((event) =>
    `${event.by} ${event.address ?? ''} ${event.action} ${event.target ?? ''} ${event.outcome} ${event.detail}`
      .toLowerCase()
      .includes(filter.toLowerCase()),
  );
  return (
    <Page
      title="Activity"
      aside="Audit log of all users and tokens"
      action={
        <FilterField label="Filter activity" placeholder="Filter" value={filter} onChange={setFilter} />
      }
    >
      <BulkActions />
      {error && !events && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!events && !error && <SkeletonRows rows={10} label="Loading activity" />}
      {shown?.length === 0 && (
        <Empty title={filter === '' ? 'No activity yet' : 'No matching entries'}>
          {filter === ''
            ? 'Sign-ins, created and deleted nodes and power actions are recorded here.'
            : `No entry contains “${filter}”.`}
        </Empty>
      )}
      {shown && shown.length > 0 && <Events events={shown} />}
      {hasNextPage && (
        <div className="p-4 text-center">
          <Button isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {isFetchingNextPage ? 'Loading …' : 'Show older'}
          </Button>
        </div>
      )}
    </Page>
  );
}

function Events({ events }: { readonly events: readonly AuditEvent[] }) {
  return (
    <ScrollX label="Activity">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Time</th>
            <th className={TH}>User</th>
            <th className={TH}>From</th>
            <th className={TH}>Action</th>
            <th className={TH}>Target</th>
            <th className={`${TH} pr-4`}>Outcome</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id} className="border-b border-line bg-panel">
              <td className={`${TD} pl-4 text-ink-3`}>
                <Age at={event.at} ago />
              </td>
              <td className={`${TD} max-w-52 truncate`} title={event.by}>
                {event.by}
              </td>
              <td className={`${TD} font-mono text-xs`}>
                {event.address ?? <span className="text-ink-3">–</span>}
              </td>
              <td className={`${TD} font-mono text-xs`}>{event.action}</td>
              <td className={`${TD} max-w-60 truncate font-mono text-xs`} title={event.target ?? undefined}>
                {event.target}
              </td>
              <td data-whole className={`${TD} w-full min-w-48 py-1.5 pr-4 whitespace-normal!`}>
                <span className={`font-medium ${OUTCOMES[event.outcome]}`}>{event.outcome}</span>{' '}
                <span className="text-ink-2">{event.detail}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
