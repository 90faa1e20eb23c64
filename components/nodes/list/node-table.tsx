'use client';
import { useDeferredValue, useRef, useState, type KeyboardEvent } from 'react';
import { useRouter } from 'next/navigation';
import { type Node } from '../../../lib/contract/node.ts';
import { useHostsAway } from '../../hosts/away.tsx';
import { classes } from '../../ui/classes.ts';
import { useMedia } from '../../ui/media.ts';
import { TH } from '../../ui/page.tsx';
import { NodeCard, NodeRow } from './node-row.tsx';
import { SortHead } from './sort-head.tsx';
import { type ChosenSorting, type Column } from './sorting.ts';

interface NodeTableProps {
  readonly nodes: readonly Node[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (id: string) => void;
  readonly onSelectAll: () => void;
  readonly sorting: ChosenSorting;
  readonly onSort: (column: Column) => void;
}

const FIRST_DRAWN = 24;
const NARROW = '(max-width: 639px)';

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 12,
  PageUp: -12,
  Home: -1e6,
  End: 1e6,
};

/** Of the row that the key was pressed in: rows move with every state that changes, what has the focus stays. */
const rowOf = ({ target }: KeyboardEvent): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined;

/** Arrows move, space selects, enter opens. */
export function NodeTable({ nodes, selected, onSelect, onSelectAll, sorting, onSort }: NodeTableProps) {
  const [current, setCurrent] = useState('');
  const body = useRef<HTMLTableSectionElement>(null);
  const router = useRouter();
  // What fits a screen is drawn at once, the rest right after it.
  const drawn = useDeferredValue(nodes, nodes.slice(0, FIRST_DRAWN));
  // The one row that Tab leads to.
  const reached = nodes.some(({ id }) => id === current) ? current : nodes[0]?.id;
  const narrow = useMedia(NARROW);
  const away = useHostsAway();

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const id = rowOf(event);
    const here = nodes.findIndex((node) => node.id === id);
    if (id === undefined || here === -1) return;
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(nodes.length - 1, here + step));
      body.current?.rows[next]?.focus();
    } else if (event.key === ' ') {
      event.preventDefault();
      onSelect(id);
    } else if (event.key === 'Enter' && !(event.target instanceof HTMLAnchorElement)) {
      router.push(`/nodes/${id}`);
    }
  };

  if (narrow)
    return (
      <ul aria-label="Nodes">
        {drawn.map((node) => (
          <NodeCard key={node.id} node={node} known={!away.has(node.host)} />
        ))}
      </ul>
    );
  return (
    <table role="grid" aria-label="Nodes" aria-multiselectable className="w-full border-collapse">
      <Head
        all={nodes.length > 0 && nodes.every((node) => selected.has(node.id))}
        onSelectAll={onSelectAll}
        sorting={sorting}
        onSort={onSort}
      />
      <tbody ref={body} onKeyDown={onKeyDown}>
        {drawn.map((node) => (
          <NodeRow
            key={node.id}
            node={node}
            known={!away.has(node.host)}
            current={node.id === reached}
            selected={selected.has(node.id)}
            onSelect={onSelect}
            onCurrent={setCurrent}
          />
        ))}
      </tbody>
    </table>
  );
}

type HeadProps = Pick<NodeTableProps, 'onSelectAll' | 'sorting' | 'onSort'> & { readonly all: boolean };

function Head({ all, onSelectAll, sorting, onSort }: HeadProps) {
  const sort = { sorting, onSort };
  return (
    <thead className="sticky top-0 z-10 bg-ground shadow-[inset_0_-1px_0_var(--line)]">
      <tr>
        <th className="w-9 pl-4 text-left">
          <input
            type="checkbox"
            aria-label="Select all"
            checked={all}
            onChange={onSelectAll}
            className="size-3.5 translate-y-0.5 accent-(--accent)"
          />
        </th>
        <SortHead column="name" title="Name" {...sort} />
        <SortHead column="state" title="State" {...sort} />
        <SortHead column="stage" title="Stage" {...sort} />
        <SortHead column="serial" title="Serial" {...sort} className="max-lg:hidden" />
        <SortHead column="address" title="Address" {...sort} className="max-lg:hidden" />
        <SortHead column="host" title="Host" {...sort} className="max-xl:hidden" />
        <SortHead column="os" title="OS" {...sort} className="max-xl:hidden" />
        <th className={classes(TH, 'max-2xl:hidden')}>At the orchestrator</th>
        <SortHead column="age" title="Age" {...sort} className="pr-4 text-right" />
      </tr>
    </thead>
  );
}
