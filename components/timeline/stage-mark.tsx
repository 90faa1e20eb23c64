import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleX from 'lucide-react/icons/circle-x';
import Clock from 'lucide-react/icons/clock-alert';
import { type Node } from '../../lib/contract/node.ts';
import { storyOf, type Story } from './words.ts';

const STORY_INK: Readonly<Record<Story, string>> = {
  live: 'text-accent',
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
  still: 'text-ink-3',
};

/** A shape for how the story stands; the word beside it says the same. */
export function StageMark({ node }: { readonly node: Pick<Node, 'stage' | 'state'> }) {
  const story = storyOf(node);
  const ink = STORY_INK[story];
  if (story === 'live')
    return (
      <span aria-hidden className="relative flex size-3.5 shrink-0 items-center justify-center">
        <span className="animate-breathe absolute size-3.5 rounded-full bg-accent/25" />
        <span className="size-2 rounded-full bg-accent" />
      </span>
    );
  if (story === 'good') return <CircleCheck aria-hidden size={14} className={`shrink-0 ${ink}`} />;
  if (story === 'bad') return <CircleX aria-hidden size={14} className={`shrink-0 ${ink}`} />;
  if (story === 'warn') return <Clock aria-hidden size={14} className={`shrink-0 ${ink}`} />;
  return <CircleDashed aria-hidden size={14} className={`shrink-0 ${ink}`} />;
}

const STATE_MARKS: Readonly<Partial<Record<Node['state'], string>>> = {
  running: 'bg-good',
  paused: 'bg-warn',
  crashed: 'bg-bad',
};

/** Not of the machine: nothing was ever heard of it. */
const NOT_HEARD = new Set<Node['state']>(['no state', 'no domain']);

interface StateWordProps {
  readonly state: Node['state'];
  /** False while its host is away: then it is the last known state. */
  readonly known?: boolean;
}

/** libvirt's word, with a mark. */
export function StateWord({ state, known = true }: StateWordProps) {
  const mark = known ? STATE_MARKS[state] : undefined;
  return (
    <span
      className={known ? 'inline-flex items-center gap-1.5' : 'inline-flex items-center gap-1.5 text-ink-3'}
      title={known ? undefined : 'Last known state; its host is not connected'}
    >
      <span
        aria-hidden
        className={
          mark === undefined ? 'size-1.5 rounded-full border border-edge' : `size-1.5 rounded-full ${mark}`
        }
      />
      {known || NOT_HEARD.has(state) ? state : `was ${state}`}
    </span>
  );
}
