'use client';
import { useState } from 'react';
import Bell from 'lucide-react/icons/bell';
import Trash from 'lucide-react/icons/trash-2';
import type { SavedSearch } from '../../lib/contract/saved-search.ts';
import { useAllowed } from '../data/hooks.ts';
import { useRemoveSavedSearch, useSavedSearches } from '../data/search.ts';
import { IconButton } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Link } from '../ui/link.tsx';
import { toastError } from '../ui/toast-queue.ts';

/** Those that somebody keeps; nothing while there are none. */
export function SavedSearches() {
  const { data } = useSavedSearches();
  const mayRemove = useAllowed('searches.write');
  const [removed, setRemoved] = useState<SavedSearch | null>(null);
  const remove = useRemoveSavedSearch();
  if (data === undefined || data.length === 0) return null;
  return (
    <section aria-label="Saved searches">
      <h2 className="font-semibold">Saved searches</h2>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-panel">
        {data.map((saved) => (
          <li key={saved.id} className="flex min-h-10 items-center gap-3 px-3 py-1">
            <Link
              href={`/search?${new URLSearchParams({ q: saved.q }).toString()}`}
              className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3 hover:underline"
            >
              <span className="truncate font-medium">{saved.name}</span>
              {saved.q !== saved.name && (
                <span className="truncate font-mono text-xs text-ink-3">{saved.q}</span>
              )}
            </Link>
            {saved.alarm && (
              <span className="flex shrink-0 items-center gap-1 text-xs text-ink-2">
                <Bell aria-hidden size={13} /> Alarm
              </span>
            )}
            {mayRemove && (
              <IconButton label={`Remove ${saved.name}`} onPress={() => setRemoved(saved)}>
                <Trash size={15} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {removed !== null && (
        <Confirm
          title={`Remove “${removed.name}”?`}
          verb="Remove"
          keep="Keep it"
          onConfirm={() => remove.mutate(removed.id, { onError: toastError })}
          onClose={() => setRemoved(null)}
        >
          <p>
            The search is kept no longer{removed.alarm && ', and nobody is told of new lines'}. The lines
            themselves stay.
          </p>
        </Confirm>
      )}
    </section>
  );
}
