import type { ReactNode } from 'react';
import type { SearchedBoot, SearchHit } from '../../lib/contract/search.ts';
import { absolute } from '../../lib/domain/format.ts';
import { stageTitle } from '../../lib/domain/stages.ts';
import { Link } from '../ui/link.tsx';

/** The replay at the moment of the line; the log at its place where that moment was not recorded. */
function linkTo({ node, boot, startedAt }: SearchedBoot, { at, port, offset }: SearchHit): string {
  const address = new URLSearchParams({ tab: 'boots', boot: String(boot) });
  if (port !== 0) address.set('port', String(port));
  if (at === null) address.set('offset', String(offset));
  else {
    address.set('view', 'replay');
    address.set('t', String(Math.max(0, Date.parse(at) - Date.parse(startedAt)) / 1000));
  }
  return `/nodes/${node.id}?${address.toString()}`;
}

/** A line that was found, with what was looked for marked. */
export function HitLine({ boot, hit }: { readonly boot: SearchedBoot; readonly hit: SearchHit }) {
  return (
    <li>
      <Link
        data-hit
        href={linkTo(boot, hit)}
        title={hit.at === null ? 'Open the log here' : `Open the replay here: ${absolute(hit.at)}`}
        className="grid grid-cols-[minmax(0,1fr)] gap-x-3 px-4 py-1.5 outline-offset-[-2px] hover:bg-hover sm:grid-cols-[9.5rem_minmax(0,1fr)]"
      >
        <span className="truncate text-xs/5 text-ink-3 tabular-nums" suppressHydrationWarning>
          {hit.at === null ? '' : `${timeOfDay(hit.at)} · `}ttyS{hit.port}
          {hit.stage === null ? '' : ` · ${stageTitle(hit.stage)}`}
        </span>
        <code className="min-w-0 font-mono text-xs/5 break-words whitespace-pre-wrap">{marked(hit)}</code>
      </Link>
    </li>
  );
}

const timeOfDay = (at: string): string => new Date(at).toLocaleTimeString(undefined, { hour12: false });

function marked({ line, marks }: SearchHit): ReactNode[] {
  const parts: ReactNode[] = [];
  let done = 0;
  for (const [from, to] of marks) {
    parts.push(line.slice(done, from));
    parts.push(
      <mark key={from} className="rounded-sm bg-accent-soft font-semibold text-accent">
        {line.slice(from, to)}
      </mark>,
    );
    done = to;
  }
  return [...parts, line.slice(done)];
}
