'use client';
import { useDisconnectedHosts } from '../../hosts/host-disconnected.tsx';
import { type KeyboardEvent, type Ref } from 'react';
import { useRouter } from 'next/navigation';
import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import {
  Cell,
  Column,
  Row,
  Table,
  TableBody,
  TableHeader,
  type Key,
  type Selection,
} from 'react-aria-components/Table';
import { TableLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import { type Node } from '../../../lib/contract/node.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { useMedia } from '../../ui/media.ts';
import { classes } from '../../ui/style.ts';
import { useColumns, type NodeColumn } from './columns.tsx';
import { NodeCard } from './node-card.tsx';
import { nextSorting, type ChosenSorting } from './sorting.ts';

interface NodeTableProps {
  readonly nodes: readonly Node[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (ids: ReadonlySet<string>) => void;
  readonly sorting: ChosenSorting;
  readonly onSort: (sorting: ChosenSorting) => void;
  /** The grid, to be focused. */
  readonly ref: Ref<HTMLDivElement | HTMLTableElement>;
}

const isColumn = (id: unknown): id is Exclude<NodeColumn['id'], 'orchestrator'> =>
  typeof id === 'string' && id !== 'orchestrator';

const CELL = 'flex h-full min-w-0 items-center px-3 outline-offset-[-2px]';

/** Arrow keys move, space selects, enter opens; only the rows in sight are drawn. */
export function NodeTable({ nodes, selected, onSelect, sorting, onSort, ref }: NodeTableProps) {
  const router = useRouter();
  const columns = useColumns();
  // The style sheet makes everything larger there.
  const scale = useMedia('(min-width: 1800px)') ? 1.125 : 1;
  const away = useDisconnectedHosts();
  if (useMedia('(max-width: 639px)'))
    return (
      <ul aria-label="Nodes" className="min-h-0 flex-1 overflow-y-auto">
        {nodes.map((node) => (
          <NodeCard key={node.id} node={node} known={!away.has(node.host)} />
        ))}
      </ul>
    );
  const open = (id: Key): void => router.push(`/nodes/${id}`);
  const select = (keys: Selection): void =>
    onSelect(new Set(keys === 'all' ? nodes.map(({ id }) => id) : [...keys].map(String)));
  // By itself the table opens a row only while nothing is selected.
  const openFocused = (event: KeyboardEvent): void => {
    const { key, target } = event;
    const row = target instanceof HTMLElement && target.role === 'row' ? target.dataset.key : undefined;
    if (key !== 'Enter' || row === undefined) return;
    event.stopPropagation();
    open(row);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col" onKeyDownCapture={openFocused}>
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: 36 * scale, headingHeight: 32 * scale }}>
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
          {/* By name: hosts change often, and every change of a dependency makes all rows anew. */}
          <TableBody items={nodes} dependencies={[columns, [...away.keys()].join(' ')]}>
            {(node) => <NodeRow node={node} columns={columns} isHostConnected={!away.has(node.host)} />}
          </TableBody>
        </Table>
      </Virtualizer>
    </div>
  );
}

/** A column's title, which sorts by it; the arrow's room is kept, so that nothing moves when it appears. */
const Heading = ({ column: { id, title, width, minWidth, maxWidth }, scale }: HeadingProps) => (
  <Column
    id={id}
    isRowHeader={id === 'name'}
    allowsSorting={id !== 'orchestrator'}
    width={typeof width === 'number' ? width * scale : (width ?? '1fr')}
    minWidth={minWidth ?? 60}
    {...(maxWidth !== undefined && { maxWidth })}
    className={({ allowsSorting }) =>
      classes(
        CELL,
        'group gap-1 text-xs font-medium whitespace-nowrap text-ink-3',
        allowsSorting && 'cursor-pointer hover:text-ink',
      )
    }
  >
    {({ sortDirection, allowsSorting }) => (
      <>
        <span className={classes('truncate', sortDirection !== undefined && 'text-ink')}>{title}</span>
        {allowsSorting && (
          <span
            aria-hidden
            className={classes('shrink-0', !sortDirection && 'opacity-0 group-hover:opacity-50')}
          >
            {sortDirection === 'descending' ? <ArrowDown size={12} /> : <ArrowUp size={12} />}
          </span>
        )}
      </>
    )}
  </Column>
);

interface HeadingProps {
  readonly column: NodeColumn;
  readonly scale: number;
}

interface NodeRowProps {
  readonly node: Node;
  readonly columns: readonly NodeColumn[];
  readonly isHostConnected: boolean;
}

const NodeRow = ({ node, columns, isHostConnected }: NodeRowProps) => (
  <Row
    id={node.id}
    textValue={node.name}
    className="h-full cursor-pointer border-b border-line bg-panel outline-offset-[-2px] hover:bg-hover data-selected:bg-accent-soft"
  >
    <Cell className={`${CELL} pr-0 pl-4`}>
      <Checkbox slot="selection" />
    </Cell>
    {columns.map(({ id, mono, cell }) => (
      <Cell key={id} className={CELL}>
        <span className={classes('block min-w-0 flex-1 truncate', mono === true && 'font-mono text-xs')}>
          {cell(node, isHostConnected)}
        </span>
      </Cell>
    ))}
  </Row>
);
