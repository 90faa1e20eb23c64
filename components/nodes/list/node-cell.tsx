'use client';
import { createContext, memo, useContext } from 'react';
import type { Node } from '../../../lib/contract/node.ts';
import { classes } from '../../ui/style.ts';
import type { NodeColumn } from './columns.tsx';

/** The nodes that the table shows, by id, and the names of the disconnected hosts. */
export const ListedNodes = createContext<{
  readonly nodes: ReadonlyMap<string, Node>;
  readonly disconnected: { has: (host: string) => boolean };
}>({ nodes: new Map(), disconnected: new Set() });

interface NodeCellProps {
  readonly id: string;
  readonly column: NodeColumn;
}

/** A column's cell of a node; it subscribes to the node, and is redrawn only when that changes. */
export function NodeCell({ id, column }: NodeCellProps) {
  const { nodes, disconnected } = useContext(ListedNodes);
  const node = nodes.get(id);
  // The row of a node that has gone is still there for a moment.
  return node && <Content node={node} column={column} isHostConnected={!disconnected.has(node.host)} />;
}

interface ContentProps {
  readonly node: Node;
  readonly column: NodeColumn;
  readonly isHostConnected: boolean;
}

const Content = memo(({ node, column, isHostConnected }: ContentProps) => (
  <span className={classes('block min-w-0 flex-1 truncate', column.mono === true && 'font-mono text-xs')}>
    {column.cell(node, isHostConnected)}
  </span>
));
Content.displayName = 'Content';
