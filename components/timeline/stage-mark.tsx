import { statusOf, type NodeStatus } from '../../lib/report/node-status.ts';
import Check from 'lucide-react/icons/check';
import Eye from 'lucide-react/icons/eye';
import type { StageEvent } from '../../lib/contract/boot.ts';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleX from 'lucide-react/icons/circle-x';
import Clock from 'lucide-react/icons/clock-alert';
import type { Node } from '../../lib/contract/node.ts';

const STATUS_INK: Readonly<Record<NodeStatus, string>> = {
  live: 'text-accent',
  good: 'text-good',
  bad: 'text-bad',
  warn: 'text-warn',
  still: 'text-ink-3',
};

/** A shape for the node's status; the word beside it has the same meaning. */
export function StageMark({ node }: { readonly node: Pick<Node, 'stage' | 'state'> }) {
  const status = statusOf(node);
  const ink = STATUS_INK[status];
  if (status === 'live')
    return (
      <span aria-hidden className="relative flex size-3.5 shrink-0 items-center justify-center">
        <span className="animate-breathe absolute size-3.5 rounded-full bg-accent/25" />
        <span className="size-2 rounded-full bg-accent" />
      </span>
    );
  if (status === 'good') return <CircleCheck aria-hidden size={14} className={`shrink-0 ${ink}`} />;
  if (status === 'bad') return <CircleX aria-hidden size={14} className={`shrink-0 ${ink}`} />;
  if (status === 'warn') return <Clock aria-hidden size={14} className={`shrink-0 ${ink}`} />;
  return <CircleDashed aria-hidden size={14} className={`shrink-0 ${ink}`} />;
}

const STATE_MARKS: Readonly<Partial<Record<Node['state'], string>>> = {
  running: 'bg-good',
  paused: 'bg-warn',
  crashed: 'bg-bad',
};

/** States that are not the virtual machine's own. */
const NO_MACHINE = new Set<Node['state']>(['no state', 'no domain']);

interface StateWordProps {
  readonly state: Node['state'];
  /** False while its host is away: then it is the last known state. */
  readonly known?: boolean;
}

/** libvirt's state, with a mark. */
export function StateWord({ state, known = true }: StateWordProps) {
  const mark = known ? STATE_MARKS[state] : undefined;
  return (
    <span
      className={known ? 'inline-flex items-center gap-1.5' : 'inline-flex items-center gap-1.5 text-ink-3'}
      title={known ? undefined : 'Last known state: its host is not connected'}
    >
      <span
        aria-hidden
        className={
          mark === undefined ? 'size-1.5 rounded-full border border-edge' : `size-1.5 rounded-full ${mark}`
        }
      />
      {known || NO_MACHINE.has(state) ? state : `was ${state}`}
    </span>
  );
}

/** An eye for stages observed on a serial port, a check for those confirmed by libvirt or the orchestrator. */
export const BasisMark = ({ basis }: { readonly basis: StageEvent['basis'] }) =>
  basis === 'confirmed' ? (
    <Check aria-hidden size={11} strokeWidth={2.5} className="shrink-0" />
  ) : (
    <Eye aria-hidden size={11} className="shrink-0" />
  );
