import type { CSSProperties } from 'react';
import type { Node } from '../../../lib/contract/node.ts';
import { classes } from '../../ui/style.ts';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { DRAWN_AHEAD, type NodeColumn } from './columns.tsx';

const REM = 16;

const pixels = (width: NodeColumn['minWidth']) => (typeof width === 'number' ? width : undefined);

/** The table's own way of sharing out the width, in the style sheet's terms. */
function widthOf({ width, minWidth, maxWidth }: NodeColumn): CSSProperties {
  if (typeof width === 'number') return { flex: `0 0 ${width / REM}rem` };
  const share = Number.parseInt(String(width), 10);
  return { flex: `${share} ${share} 0`, minWidth: pixels(minWidth), maxWidth: pixels(maxWidth) };
}

const COLUMNS = DRAWN_AHEAD.map(([column, hidden]) => ({ column, hidden, style: widthOf(column) }));

/** Of its rows and cells: one by one, they would be most of the page. */
const LOOK = [
  '[&>div]:relative [&>div]:flex [&>div]:border-b [&>div]:border-line',
  '[&>div>div]:truncate [&>div>div]:px-3 [&_[role=cell]]:flex [&_[role=cell]]:items-center',
  '[&_[role=columnheader]]:text-xs/8 [&_[role=columnheader]]:font-medium [&_[role=columnheader]]:text-ink-3',
].join(' ');

/**
 * The list as it comes with the page: looks like the table that replaces it when the page's scripts have run; until
 * then, its rows can be opened.
 */
export const FirstRows = ({ nodes }: { readonly nodes: readonly Node[] }) => (
  <>
    <div className="sm:hidden">
      <SkeletonRows rows={8} label="Loading nodes" />
    </div>
    <div
      role="table"
      aria-label="Nodes"
      aria-busy
      className={`min-h-0 flex-1 overflow-hidden max-sm:hidden ${LOOK}`}
    >
      <div role="row" className="h-8 bg-ground">
        <Box />
        {COLUMNS.map(({ column, hidden, style }) => (
          <div key={column.id} role="columnheader" style={style} className={hidden}>
            {column.title}
          </div>
        ))}
      </div>
      {nodes.map((node) => (
        <FirstRow key={node.id} node={node} />
      ))}
    </div>
  </>
);

const FirstRow = ({ node }: { readonly node: Node }) => (
  <div role="row" className="h-9 bg-panel hover:bg-hover">
    <Box />
    {COLUMNS.map(({ column, hidden, style }) => (
      <div
        key={column.id}
        role="cell"
        style={style}
        className={classes(hidden, column.mono === true && 'font-mono text-xs')}
      >
        {column.cell(node, true)}
      </div>
    ))}
    <a href={`/nodes/${node.id}`} aria-hidden tabIndex={-1} className="absolute inset-0" />
  </div>
);

/** Where the table has its checkboxes. */
const Box = () => (
  <div aria-hidden className="flex w-11 shrink-0 items-center pl-1">
    <span className="size-4 rounded-sm border border-edge bg-panel" />
  </div>
);
