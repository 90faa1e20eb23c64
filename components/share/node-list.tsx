'use client';
import { bootPeriod, stageNote } from '../../lib/report/node-status.ts';
import type { Node } from '../../lib/contract/node.ts';
import { StageProgress } from '../nodes/cells.tsx';
import { StateWord } from '../timeline/stage-mark.tsx';
import { Elapsed } from '../ui/moment.tsx';

interface NodeListProps {
  readonly nodes: readonly Node[];
  readonly onChoose: (id: string) => void;
}

/** Several nodes and how far each is; one is opened by its row. */
export const NodeList = ({ nodes, onChoose }: NodeListProps) => (
  <ul aria-label="Nodes" className="flex flex-col">
    {nodes.map((node) => (
      <li key={node.id} className="border-b border-line bg-panel">
        <button
          type="button"
          className="flex w-full flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-left hover:bg-hover focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-accent"
          onClick={() => onChoose(node.id)}
        >
          <span className="w-40 truncate font-mono text-xs font-medium">{node.name}</span>
          <span className="w-20">
            <StateWord state={node.state} known />
          </span>
          <span className="min-w-60 flex-1">
            <StageProgress node={node} note={node.failure ? '' : stageNote(node)} />
          </span>
          <Took node={node} />
          {node.failure && <span className="basis-full text-xs text-ink-2">{node.failure.cause}</span>}
        </button>
      </li>
    ))}
  </ul>
);

function Took({ node }: { readonly node: Node }) {
  const period = bootPeriod(node);
  return period && <Elapsed from={period.from} to={period.to} />;
}
