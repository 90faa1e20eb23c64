'use client';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useRouter, useSearchParams } from 'next/navigation';
import { ConsoleError } from '../../lib/contract/error.ts';
import { parseSearch } from '../../lib/domain/search/query.ts';
import { useAllowed } from '../data/hooks.ts';
import { useSearch } from '../data/search.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Note } from '../ui/note.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { BootHits } from './boot-hits.tsx';
import { Filters } from './filters.tsx';
import { IndexNote } from './index-note.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { SearchField } from './search-field.tsx';
import { SearchHelp } from './search-help.tsx';
import { useTyped } from './use-typed.ts';

/** What is wrong with a search; null: it can be sent. The server reads it in the same way. */
function mistakeIn(q: string): ConsoleError | null {
  try {
    parseSearch(q, Date.now());
    return null;
  } catch (error) {
    if (error instanceof ConsoleError) return error;
    throw error;
  }
}

/** Over everything that serial ports of nodes ever printed. The search is in the address. */
export function SearchPage() {
  const router = useRouter();
  const q = useSearchParams().get('q') ?? '';
  const maySave = useAllowed('searches.write');
  const [isSaving, setSaving] = useState(false);
  const hits = useRef<HTMLDivElement>(null);
  useTitle(q === '' ? 'Search' : `${q} · Search`);
  const mistake = q.trim() === '' ? null : mistakeIn(q);
  const search = (text: string): void =>
    router.replace(text === '' ? '/search' : `/search?${new URLSearchParams({ q: text }).toString()}`, {
      scroll: false,
    });
  const { text, type, submit } = useTyped(q, search);
  return (
    <Page
      title="Search"
      aside="Everything that serial ports printed and that is kept"
      action={
        maySave &&
        q.trim() !== '' &&
        mistake === null && (
          <Button isDisabled={text !== q} onPress={() => setSaving(true)}>
            Save search
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-2 border-b border-line bg-panel px-4 py-3">
        <div className="flex flex-wrap items-center gap-2">
          <SearchField text={text} onType={type} onSubmit={submit} onDown={() => focusHit(hits.current, 0)} />
          <Filters q={q} onChange={search} />
        </div>
        <IndexNote />
      </div>
      {isSaving && <SaveDialog q={q.trim()} onClose={() => setSaving(false)} />}
      {q.trim() === '' && <SearchHelp onSearch={search} />}
      {mistake !== null && (
        <div className="p-4">
          <Note tone="warn" alert title={mistake.message}>
            {mistake.fix}
          </Note>
        </div>
      )}
      {q.trim() !== '' && mistake === null && (
        <div ref={hits} onKeyDown={(event) => moveAmongHits(event, hits.current)}>
          <Hits q={q} />
        </div>
      )}
    </Page>
  );
}

const linksIn = (all: HTMLElement | null): HTMLElement[] => [
  ...(all?.querySelectorAll<HTMLElement>('a[data-hit]') ?? []),
];

function focusHit(all: HTMLElement | null, index: number): void {
  linksIn(all)[index]?.focus();
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Arrow keys go from hit to hit; Enter opens one, as it is a link. */
function moveAmongHits(event: KeyboardEvent, all: HTMLElement | null): void {
  const step = STEPS[event.key];
  const index = linksIn(all).findIndex((link) => link === document.activeElement);
  if (step === undefined || index < 0) return;
  event.preventDefault();
  focusHit(all, index + step);
}

function Hits({ q }: { readonly q: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    useSearch(q);
  if (error)
    return (
      <div className="p-4">
        <Problem error={error} retry={() => void refetch()} />
      </div>
    );
  if (data === undefined) return <SkeletonRows rows={10} label="Searching" />;
  const boots = data.pages.flatMap((page) => page.boots);
  const searchedTo = data.pages.at(-1)?.searchedTo ?? null;
  return (
    <div className={isPlaceholderData ? 'opacity-60' : ''}>
      {boots.length === 0 && !hasNextPage && (
        <Empty title="No line found">
          No serial port of a node printed this in the boots that are kept. Try a shorter part of the line, or
          take filters out.
        </Empty>
      )}
      {boots.map((boot) => (
        <BootHits key={`${q} ${boot.id}`} q={q} boot={boot} />
      ))}
      {hasNextPage && (
        <div className="flex flex-col items-center gap-1 p-4">
          <Button isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {isFetchingNextPage ? 'Searching …' : 'Search older boots'}
          </Button>
          {searchedTo !== null && (
            <span className="text-xs text-ink-3" suppressHydrationWarning>
              Searched back to boots of {new Date(searchedTo).toLocaleString()}
            </span>
          )}
        </div>
      )}
    </div>
  );
}
