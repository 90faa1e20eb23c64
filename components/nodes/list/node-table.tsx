'use client';
import { memo, useDeferredValue, useMemo, useState, type KeyboardEvent, type Ref } from 'react';
import { useRouter } from 'next/navigation';
import {
  Cell,
  Row,
  Table,
  TableBody,
  TableHeader,
  Column,
  type Key,
  type Selection,
} from 'react-aria-components/Table';
import { TableLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import type { Node } from '../../../lib/contract/node.ts';
import { nextSorting, type ChosenSorting } from '../../../lib/report/node-order.ts';
import { useDisconnectedHosts } from '../../hosts/host-disconnected.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { useMedia } from '../../ui/media.ts';
import { useColumns, type NodeColumn } from './columns.tsx';
import { CELL, Heading } from './heading.tsx';
import { ListedNodes, NodeCell } from './node-cell.tsx';
import { NodeCard } from './node-card.tsx';

interface NodeTableProps {
  readonly nodes: readonly Node[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly sorting: ChosenSorting;
  readonly onSort: (sorting: ChosenSorting) => void;
  /** The grid, to be focused. */
  readonly ref: Ref<HTMLDivElement | HTMLTableElement>;
}

/** All that the table itself knows of a node. */
type NodeRow = Pick<Node, 'id' | 'name'>;

/** So many are shown at once, as many as come with the page; the others follow right after. */
const FIRST_ROWS = 12;

/** The rows of a list: the same array while the same nodes are in the same order, whatever changes in them. */
function useRows(nodes: readonly Node[]): readonly NodeRow[] {
  const [rows, setRows] = useState<readonly NodeRow[]>(nodes);
  const isSame = rows.length === nodes.length && rows.every(({ id }, index) => id === nodes[index]?.id);
  if (!isSame) setRows(nodes);
  return isSame ? rows : nodes;
}

/** Arrow keys move, space selects, enter opens; only the rows in sight are drawn. */
export function NodeTable({ nodes, ...rest }: NodeTableProps) {
  const disconnected = useDisconnectedHosts();
  const rows = useRows(nodes);
  const listed = useMemo(
    () => ({ nodes: new Map(nodes.map((node) => [node.id, node])), disconnected }),
    [nodes, disconnected],
  );
  if (useMedia('(max-width: 639px)'))
    return (
      <ul aria-label="Nodes" className="min-h-0 flex-1 overflow-y-auto">
        {nodes.map((node) => (
          <NodeCard key={node.id} node={node} known={!disconnected.has(node.host)} />
        ))}
      </ul>
    );
  return (
    <ListedNodes value={listed}>
      <Grid rows={rows} {...rest} />
    </ListedNodes>
  );
}

const isColumn = (id: unknown): id is Exclude<NodeColumn['id'], 'orchestrator'> =>
  typeof id === 'string' && id !== 'orchestrator';

interface GridProps extends Omit<NodeTableProps, 'nodes'> {
  readonly rows: readonly NodeRow[];
}

/**
 * The table builds a collection of all its rows and cells, and a layout of it, each time it is rendered. So it knows
 * only which nodes there are; a change in one of them reaches the cells past it.
 */
const Grid = memo(function Grid({ rows, selected, onSelect, sorting, onSort, ref }: GridProps) {
  const router = useRouter();
  const columns = useColumns();
  const drawn = useDeferredValue(rows, rows.slice(0, FIRST_ROWS));
  // The style sheet makes everything larger there.
  const scale = useMedia('(min-width: 1800px)') ? 1.125 : 1;
  const layout = useMemo(() => ({ rowHeight: 36 * scale, headingHeight: 32 * scale }), [scale]);
  const open = (id: Key): void => router.push(`/nodes/${id}`);
  const select = (keys: Selection): void =>
    onSelect(new Set(keys === 'all' ? rows.map(({ id }) => id) : [...keys].map(String)));
  // By default the table opens a row only while nothing is selected.
  const openFocused = (event: KeyboardEvent): void => {
    const { key, target } = event;
    const row = target instanceof HTMLElement && target.role === 'row' ? target.dataset.key : undefined;
    if (key !== 'Enter' || row === undefined) return;
    event.stopPropagation();
    open(row);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col" onKeyDownCapture={openFocused}>
      <Virtualizer layout={TableLayout} layoutOptions={layout}>
        <Table
          ref={ref}
          aria-label="Nodes"
          selectionMode="multiple"
          selectedKeys={selected}
          onSelectionChange={select}
          {...(sorting && { sortDescriptor: sorting })}
          onSortChange={({ column }) => {
            if (isColumn(column)) onSort(nextSorting(sorting, column));
          }}
          onRowAction={open}
          className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
        >
          <TableHeader className="border-b border-line bg-ground">
            <Column width={44 * scale} minWidth={44} className={`${CELL} pr-0 pl-4`}>
              <Checkbox slot="selection" />
            </Column>
            {columns.map((column) => (
              <Heading key={column.id} column={column} scale={scale} />
            ))}
          </TableHeader>
          <TableBody items={drawn} dependencies={[columns]}>
            {({ id, name }) => <GridRow id={id} name={name} columns={columns} />}
          </TableBody>
        </Table>
      </Virtualizer>
    </div>
  );
});

interface GridRowProps extends NodeRow {
  readonly columns: readonly NodeColumn[];
}

const GridRow = memo(function GridRow({ id, name, columns }: GridRowProps) {
  return (
    <Row
      id={id}
      textValue={name}
      className="h-full cursor-pointer border-b border-line bg-panel outline-offset-[-2px] hover:bg-hover data-selected:bg-accent-soft"
    >
      <Cell className={`${CELL} pr-0 pl-4`}>
        <Checkbox slot="selection" />
      </Cell>
      {columns.map((column) => (
        <Cell key={column.id} className={CELL}>
          <NodeCell id={id} column={column} />
        </Cell>
      ))}
    </Row>
  );
});
