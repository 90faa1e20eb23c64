import CircleCheck from 'lucide-react/icons/circle-check';
import CirclePause from 'lucide-react/icons/circle-pause';
import CircleX from 'lucide-react/icons/circle-x';
import Archive from 'lucide-react/icons/archive';
import Ban from 'lucide-react/icons/ban';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import type { Run } from '../../lib/contract/run.ts';
import { SUCCESS } from '../timeline/stage-slot.tsx';
import { Elapsed } from '../ui/moment.tsx';

const MARKS: Readonly<Record<Run['state'], React.ReactNode>> = {
  running: <span aria-hidden className="mx-0.5 size-2.5 animate-breathe rounded-full bg-accent" />,
  succeeded: <CircleCheck aria-hidden size={14} className="text-good" />,
  failed: <CircleX aria-hidden size={14} className="text-bad" />,
  defined: <CircleDashed aria-hidden size={14} className="text-ink-3" />,
  cancelled: <Ban aria-hidden size={14} className="text-ink-3" />,
  deleted: <Archive aria-hidden size={14} className="text-ink-3" />,
};

const WORDS: Readonly<Record<Run['state'], string>> = {
  running: 'booting',
  succeeded: 'ready',
  failed: 'failed',
  defined: 'not started',
  cancelled: 'cancelled',
  deleted: 'deleted',
};

export const RunState = ({ run: { state, hold } }: { readonly run: Pick<Run, 'state' | 'hold'> }) => (
  <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
    {hold === null ? MARKS[state] : <CirclePause aria-hidden size={14} className="text-warn" />}
    {hold === null ? WORDS[state] : hold.by === null ? 'stopped after failures' : 'paused'}
  </span>
);

/** Ready and failed nodes as parts of one bar. */
export function RunBar({ run }: { readonly run: Pick<Run, 'ready' | 'failed' | 'nodeIds'> }) {
  const total = Math.max(1, run.nodeIds.length);
  const width = (count: number) => ({ width: `${(100 * count) / total}%` });
  return (
    <span aria-hidden className="flex h-2 w-32 shrink-0 overflow-hidden rounded-sm bg-line">
      <span className={SUCCESS} style={width(run.ready)} />
      <span className="bg-bad" style={width(run.failed)} />
    </span>
  );
}

const UNTIMED: ReadonlySet<Run['state']> = new Set(['defined', 'deleted']);

/** From the create to the end of its last node; nothing of one that was left off, or deleted before it had begun. */
export const RunTime = ({ run }: { readonly run: Run }) =>
  run.state === 'running' || (run.endedAt !== null && !UNTIMED.has(run.state)) ? (
    <Elapsed from={run.createdAt} to={run.state === 'running' ? null : run.endedAt} />
  ) : (
    <span className="text-ink-3">–</span>
  );
