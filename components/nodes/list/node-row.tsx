'use client';
import { memo } from 'react';
import { type Node } from '../../../lib/contract/node.ts';
import { StageBar } from '../../timeline/stage-bar.tsx';
import { StageMark, StateWord } from '../../timeline/stage-mark.tsx';
import { stageNote, storyTitle } from '../../timeline/words.ts';
import { classes } from '../../ui/classes.ts';
import { Link } from '../../ui/link.tsx';
import { Age } from '../../ui/moment.tsx';
import { TD } from '../../ui/page.tsx';
import { StageStory } from '../cells.tsx';

interface NodeRowProps {
  readonly node: Node;
  /** Whether its host answers. */
  readonly known: boolean;
  readonly current: boolean;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
  readonly onCurrent: (id: string) => void;
}

const faint = <span className="text-ink-3">–</span>;

export const NodeRow = memo(function NodeRow({
  node,
  known,
  current,
  selected,
  onSelect,
  onCurrent,
}: NodeRowProps) {
  return (
    <tr
      data-row={node.id}
      tabIndex={current ? 0 : -1}
      aria-selected={selected}
      onFocus={() => onCurrent(node.id)}
      className={classes(
        'border-b border-line outline-offset-[-2px]',
        selected ? 'bg-accent-soft' : 'bg-panel hover:bg-hover',
      )}
    >
      <td className="w-9 pl-4">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${node.name}`}
          checked={selected}
          onChange={() => onSelect(node.id)}
          className="size-3.5 translate-y-0.5 accent-(--accent)"
        />
      </td>
      <td className={classes(TD, 'max-w-52 truncate max-lg:max-w-40')}>
        <Link
          href={`/nodes/${node.id}`}
          tabIndex={-1}
          className="font-mono text-xs font-medium hover:underline"
        >
          {node.name}
        </Link>
      </td>
      <td className={TD}>
        <StateWord state={node.state} known={known} />
      </td>
      <td className={classes(TD, 'w-full max-w-0 overflow-hidden')}>
        <StageStory node={node} note={stageNote(node)} />
      </td>
      <WhereCells node={node} />
    </tr>
  );
});

/** How it is to be found: here, on its host and at the orchestrator. */
function WhereCells({ node }: { readonly node: Node }) {
  const view = node.orchestratorView;
  return (
    <>
      <td className={classes(TD, 'font-mono text-xs max-lg:hidden')}>{node.serial}</td>
      <td className={classes(TD, 'font-mono text-xs max-lg:hidden')}>{node.address ?? faint}</td>
      <td className={classes(TD, 'max-xl:hidden')}>{node.host}</td>
      <td
        className={classes(TD, 'max-w-28 truncate max-xl:hidden 2xl:max-w-44')}
        title={view?.os ?? node.template}
      >
        {view?.os ?? node.template}
      </td>
      <td
        className={classes(TD, 'font-mono text-xs max-2xl:hidden')}
        title={view ? `${view.hostId} ${view.instanceId ?? ''}` : undefined}
      >
        {view ? view.hostId.slice(0, 13) : faint}
        {view?.instanceId != null && <span className="text-ink-3"> · {view.instanceId.slice(0, 13)}</span>}
      </td>
      <td className={classes(TD, 'pr-4 text-right text-ink-3')}>
        <Age at={node.createdAt} />
      </td>
    </>
  );
}

/** The same for a narrow screen. */
export function NodeCard({ node, known }: Pick<NodeRowProps, 'node' | 'known'>) {
  return (
    <li>
      <Link href={`/nodes/${node.id}`} className="block border-b border-line bg-panel px-4 py-2.5">
        <div className="flex items-center gap-2">
          <StageMark node={node} />
          <span className="truncate font-mono text-xs font-medium">{node.name}</span>
          <span className="ml-auto shrink-0 text-xs text-ink-3">
            <StateWord state={node.state} known={known} /> · <Age at={node.createdAt} />
          </span>
        </div>
        <div className="my-2">
          <StageBar node={node} />
        </div>
        <div className="flex gap-2 text-xs">
          <span className="shrink-0">{storyTitle(node)}</span>
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
