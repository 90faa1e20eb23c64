import CircleCheck from 'lucide-react/icons/circle-check';
import CircleX from 'lucide-react/icons/circle-x';
import Archive from 'lucide-react/icons/archive';
import { type Run } from '../../lib/contract/run.ts';

const MARKS: Readonly<Record<Run['state'], React.ReactNode>> = {
  running: <span aria-hidden className="mx-0.5 size-2.5 animate-breathe rounded-full bg-accent" />,
  succeeded: <CircleCheck aria-hidden size={14} className="text-good" />,
  failed: <CircleX aria-hidden size={14} className="text-bad" />,
  deleted: <Archive aria-hidden size={14} className="text-ink-3" />,
};

export const RunState = ({ state }: { readonly state: Run['state'] }) => (
  <span className="inline-flex items-center gap-1.5">
    {MARKS[state]}
    {state}
  </span>
);

/** Ready, failed and under way as parts of one bar. */
export function RunBar({ run }: { readonly run: Pick<Run, 'ready' | 'failed' | 'nodeIds'> }) {
  const total = Math.max(1, run.nodeIds.length);
  const width = (count: number) => ({ width: `${(100 * count) / total}%` });
  return (
    <span aria-hidden className="flex h-2 w-32 shrink-0 overflow-hidden rounded-sm bg-line">
      <span className="bg-good/75" style={width(run.ready)} />
      <span className="bg-bad" style={width(run.failed)} />
    </span>
  );
}
