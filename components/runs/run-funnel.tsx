import type { Node } from '../../lib/contract/node.ts';
import { runFunnel } from '../../lib/report/run-summary.ts';
import { SUCCESS } from '../timeline/stage-slot.tsx';

/** How far the nodes of a run have come, as in its report. */
export function RunFunnel({ nodes }: { readonly nodes: readonly Node[] }) {
  if (nodes.length === 0) return null;
  return (
    <ol
      aria-label="How far the nodes came"
      className="grid grid-cols-2 gap-x-4 gap-y-2 border-b border-line px-4 py-2 sm:grid-cols-4 lg:grid-cols-7"
    >
      {runFunnel(nodes).map(({ title, nodes: count }) => (
        <li key={title} className="min-w-0">
          <span className="flex justify-between gap-2 text-xs whitespace-nowrap text-ink-2">
            <span>{title}</span>
            <span className="tabular-nums">
              {count} of {nodes.length}
            </span>
          </span>
          <span aria-hidden className="mt-1 flex h-2 overflow-hidden rounded-sm bg-line">
            <span
              className={title === 'Ready' ? SUCCESS : 'bg-bar'}
              style={{ width: `${(100 * count) / nodes.length}%` }}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}
