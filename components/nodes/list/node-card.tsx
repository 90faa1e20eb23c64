import { stageNote, statusTitle } from '../../../lib/report/node-status.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { StageBar } from '../../timeline/stage-bar.tsx';
import { StageMark, StateWord } from '../../timeline/stage-mark.tsx';
import { NodeThumbnail } from '../../console/node-thumbnail.tsx';
import { Labels } from '../cells.tsx';
import { FaultMark } from '../faults/fault-mark.tsx';
import { SlowerMark } from '../slower-mark.tsx';
import { Link } from '../../ui/link.tsx';
import { Age } from '../../ui/moment.tsx';

interface NodeCardProps {
  readonly node: Node;
  /** Whether its host is connected. */
  readonly known: boolean;
}

/** A row of the list on a narrow screen. */
export function NodeCard({ node, known }: NodeCardProps) {
  return (
    <li>
      <Link href={`/nodes/${node.id}`} className="block border-b border-line bg-panel px-4 py-2.5">
        <div className="flex items-center gap-2">
          <StageMark node={node} />
          <span className="truncate font-mono text-xs font-medium">{node.name}</span>
          <Labels labels={node.labels} />
          <span className="ml-auto shrink-0 text-xs text-ink-3">
            <StateWord state={node.state} known={known} /> · <Age at={node.createdAt} />
          </span>
        </div>
        <div className="my-2 flex items-center gap-2">
          <div className="min-w-0 flex-1">
            <StageBar node={node} />
          </div>
          {node.state === 'running' && <NodeThumbnail node={node} className="h-9 w-15 shrink-0" />}
        </div>
        <div className="flex gap-2 text-xs">
          <span className="shrink-0">{statusTitle(node)}</span>
          <FaultMark node={node} />
          <SlowerMark node={node} />
          <span className="truncate text-ink-3">{stageNote(node)}</span>
        </div>
        <div className="mt-1 flex gap-3 font-mono text-xs text-ink-2">
          <span>{node.serial}</span>
          <span>{node.address}</span>
        </div>
      </Link>
    </li>
  );
}
