'use client';
import { useState } from 'react';
import type { SearchedBoot } from '../../lib/contract/search.ts';
import { absolute, counted } from '../../lib/domain/format.ts';
import { useSearchedBoot } from '../data/search.ts';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Age } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { HitLine } from './hit-line.tsx';

/** A boot with the lines that were found in it: the first ones, or all. */
export function BootHits({ q, boot }: { readonly q: string; readonly boot: SearchedBoot }) {
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching } = useSearchedBoot(q, boot.id, asked);
  const { node, count, more, firstAt, lastAt } = boot;
  const hits = data?.hits ?? boot.hits;
  const left = count - hits.length;
  return (
    <section aria-label={`${node.name}, boot ${boot.boot}`} className="border-b border-line bg-panel py-2">
      <h2 className="flex flex-wrap items-baseline gap-x-3 px-4 text-sm">
        <Link
          href={`/nodes/${node.id}?tab=boots&boot=${boot.boot}`}
          className="font-semibold hover:underline"
        >
          {node.name}, boot {boot.boot}
        </Link>
        <span className="text-xs text-ink-3">
          {node.deleted && 'deleted · '}
          {boot.host} · {more ? 'more than ' : ''}
          {counted(count, 'line')}
        </span>
        <span className="ml-auto text-xs text-ink-3" title={spanOf(firstAt, lastAt)} suppressHydrationWarning>
          <Age at={firstAt ?? boot.startedAt} ago />
        </span>
      </h2>
      <ul className="mt-1">
        {hits.map((hit) => (
          <HitLine key={`${hit.port} ${hit.offset}`} boot={boot} hit={hit} />
        ))}
      </ul>
      {error && (
        <div className="px-4 py-2">
          <Problem error={error} />
        </div>
      )}
      {left > 0 && !asked && (
        <div className="px-4 pt-1">
          <Button onPress={() => setAsked(true)}>
            Show {more ? 'more' : `${left} more`} {left === 1 ? 'line' : 'lines'}
          </Button>
        </div>
      )}
      {isFetching && <p className="px-4 pt-1 text-xs text-ink-3">Loading the other lines</p>}
    </section>
  );
}

const spanOf = (first: string | null, last: string | null): string | undefined =>
  first === null || last === null ? undefined : `first ${absolute(first)}, last ${absolute(last)}`;
