'use client';
import { counted } from '../../lib/domain/format.ts';
import { useSearchIndex } from '../data/search.ts';
import { Note } from '../ui/note.tsx';

const WHY = {
  missing: 'There was none yet, or it was lost.',
  damaged: 'It was damaged.',
  version: 'It was of another version of the console.',
} as const;

/** What cannot be found so far, and why; nothing when all can. */
export function IndexNote() {
  const { data } = useSearchIndex();
  if (data === undefined || data.state === 'current') return null;
  if (data.problem !== null)
    return (
      <Note tone="warn" title={data.problem.message}>
        {data.problem.fix} What was indexed before is found.
      </Note>
    );
  const { done, total, rebuilt } = data;
  // Its first moments: it does not know yet what there is.
  if (total === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-2">
      <span
        role="progressbar"
        aria-label="Indexing recordings"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="flex h-1.5 w-32 overflow-hidden rounded-full bg-sunken"
      >
        <span className="bg-accent" style={{ width: `${(done / total) * 100}%` }} />
      </span>
      <span>
        {done} of {counted(total, 'boot')} can be searched so far, the latest first.
        {rebuilt !== null && ` The index is being made from the recordings. ${WHY[rebuilt]}`}
      </span>
    </div>
  );
}
