'use client';
import { useCallback, useDeferredValue, useRef, useState, type KeyboardEvent } from 'react';
import { useRouter } from 'next/navigation';
import { type Node } from '../../../lib/contract/node.ts';
import { useHostsAway } from '../../hosts/away.tsx';
import { classes } from '../../ui/classes.ts';
import { useMedia } from '../../ui/media.ts';
import { TH } from '../../ui/page.tsx';
import { NodeCard, NodeRow } from './node-row.tsx';

interface NodeTableProps {
  readonly nodes: readonly Node[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (id: string) => void;
  readonly onSelectAll: () => void;
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

/** Arrows move, space selects, enter opens. */
export function NodeTable({ nodes, selected, onSelect, onSelectAll }: NodeTableProps) {
  const [current, setCurrent] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const router = useRouter();
  // What fits a screen is drawn at once, the rest right after it.
  const drawn = useDeferredValue(nodes, nodes.slice(0, FIRST_DRAWN));
  const here = Math.min(current, nodes.length - 1);
  const onCurrent = useCallback((index: number) => setCurrent(index), []);
  const narrow = useMedia(NARROW);
  const away = useHostsAway();

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const node = nodes[here];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(nodes.length - 1, here + step));
      body.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus();
    } else if (event.key === ' ' && node) {
      event.preventDefault();
      onSelect(node.id);
    } else if (event.key === 'Enter' && node && !(event.target instanceof HTMLAnchorElement)) {
      router.push(`/nodes/${node.id}`);
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
      />
      <tbody ref={body} onKeyDown={onKeyDown}>
        {drawn.map((node, index) => (
          <NodeRow
            key={node.id}
            node={node}
            known={!away.has(node.host)}
            index={index}
            current={index === here}
            selected={selected.has(node.id)}
            onSelect={onSelect}
            onCurrent={onCurrent}
          />
        ))}
      </tbody>
    </table>
  );
}

function Head({ all, onSelectAll }: { readonly all: boolean; readonly onSelectAll: () => void }) {
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
        <th className={TH}>Name</th>
        <th className={TH}>State</th>
        <th className={TH}>Stage</th>
        <th className={TH}>Serial</th>
        <th className={TH}>Address</th>
        <th className={classes(TH, 'max-xl:hidden')}>Host</th>
        <th className={classes(TH, 'max-xl:hidden')}>OS</th>
        <th className={classes(TH, 'max-2xl:hidden')}>At the orchestrator</th>
        <th className={classes(TH, 'pr-4 text-right')}>Age</th>
      </tr>
    </thead>
  );
}
