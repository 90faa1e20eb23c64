import { type Node } from '../../lib/contract/node.ts';
import { StageBar } from '../timeline/stage-bar.tsx';
import { StageMark } from '../timeline/stage-mark.tsx';
import { storyTitle } from '../timeline/words.ts';
import { Link } from '../ui/link.tsx';

/** A node's name, which leads to it. */
export const NodeLink = ({ node, place = '' }: { readonly node: Node; readonly place?: string }) => (
  <Link href={`/nodes/${node.id}${place}`} className="font-mono text-xs font-medium hover:underline">
    {node.name}
  </Link>
);

/** How far a node is: its bar, a mark, the stage's name and what else there is to say of it. */
export const StageStory = ({ node, note = '' }: { readonly node: Node; readonly note?: string }) => (
  <span className="flex min-w-0 items-center gap-2.5">
    <span className="w-28 shrink-0">
      <StageBar node={node} />
    </span>
    <StageMark node={node} />
    <span className="shrink-0">{storyTitle(node)}</span>
    {note !== '' && (
      <span className="truncate text-ink-3" title={note}>
        {note}
      </span>
    )}
  </span>
);
