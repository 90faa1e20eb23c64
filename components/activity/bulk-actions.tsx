'use client';
import type { Bulk } from '../../lib/contract/bulk.ts';
import { BULK_WORDS, bulkCounts, bulkFailures } from '../../lib/domain/bulk-facts.ts';
import { counted } from '../../lib/domain/format.ts';
import { useBulks, useCancelBulk } from '../data/bulks.ts';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Age } from '../ui/moment.tsx';
import { toastError } from '../ui/toast-queue.ts';

const SHOWN = 5;

/** What is being done to several nodes, and what became of the latest. */
export function BulkActions() {
  const { data } = useBulks();
  if (!data || data.length === 0) return null;
  return (
    <section aria-label="Bulk actions" className="border-b border-line bg-panel px-4 py-2">
      <h2 className="text-xs font-medium text-ink-3">Bulk actions</h2>
      <ul className="divide-y divide-line">
        {data.slice(0, SHOWN).map((bulk) => (
          <Line key={bulk.id} bulk={bulk} />
        ))}
      </ul>
    </section>
  );
}

function Line({ bulk }: { readonly bulk: Bulk }) {
  const mayCancel = useAllowed('nodes.power');
  const cancel = useCancelBulk();
  const { all, done, bad, left } = bulkCounts(bulk);
  const waits = bulk.items.some(({ state }) => state === 'waiting');
  const percent = (part: number): string => `${all === 0 ? 0 : (part / all) * 100}%`;
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">
          {BULK_WORDS[bulk.action]} {counted(all, 'node')}
        </span>
        <span
          role="progressbar"
          aria-label={`${BULK_WORDS[bulk.action]} ${counted(all, 'node')}`}
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={all - left}
          className="flex h-1.5 w-32 overflow-hidden rounded-full bg-sunken"
        >
          <span className="bg-good" style={{ width: percent(done) }} />
          <span className="bg-bad" style={{ width: percent(bad) }} />
        </span>
        <span className="text-ink-2">
          {done} done{bad > 0 && <span className="text-bad"> · {bad} not</span>}
          {left > 0 && ` · ${left} to go`}
        </span>
        <span className="ml-auto text-xs text-ink-3">
          {bulk.by} · <Age at={bulk.recordedAt} ago />
        </span>
        {mayCancel && waits && (
          <Button onPress={() => cancel.mutate(bulk.id, { onError: toastError })}>Cancel the rest</Button>
        )}
      </div>
      {bulkFailures(bulk).map((line) => (
        <p key={line} className="text-xs text-ink-2">
          {line}
        </p>
      ))}
    </li>
  );
}
