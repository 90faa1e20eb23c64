import { statusTitle } from '../../lib/report/node-status.ts';
import { useAllowed } from '../data/hooks.ts';
import Plus from 'lucide-react/icons/plus';
import type { Node } from '../../lib/contract/node.ts';
import { StageBar } from '../timeline/stage-bar.tsx';
import { StageMark } from '../timeline/stage-mark.tsx';
import { Link } from '../ui/link.tsx';
import { FaultMark } from './faults/fault-mark.tsx';
import { SlowerMark } from './slower-mark.tsx';

/** A node's name, linked to its page. */
export const NodeLink = ({ node, place = '' }: { readonly node: Node; readonly place?: string }) => (
  <Link href={`/nodes/${node.id}${place}`} className="font-mono text-xs font-medium hover:underline">
    {node.name}
  </Link>
);

export const Labels = ({ labels }: { readonly labels: readonly string[] }) =>
  labels.map((label) => (
    <span key={label} className="ml-1.5 rounded-sm bg-sunken px-1 text-xs text-ink-2">
      {label}
    </span>
  ));

/** A node's progress: stage bar, mark, stage and note. */
export const StageProgress = ({ node, note = '' }: { readonly node: Node; readonly note?: string }) => (
  <span className="flex min-w-0 items-center gap-2.5">
    <span className="w-28 shrink-0">
      <StageBar node={node} />
    </span>
    <StageMark node={node} />
    <span className="shrink-0">{statusTitle(node)}</span>
    <FaultMark node={node} />
    <SlowerMark node={node} />
    {note !== '' && (
      <span className="truncate text-ink-3" title={note}>
        {note}
      </span>
    )}
  </span>
);

export const CreateLink = () =>
  useAllowed('nodes.create') && (
    <Link
      href="/?create=1"
      className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium whitespace-nowrap text-accent-ink hover:brightness-110"
    >
      <Plus size={15} /> Create nodes
    </Link>
  );
