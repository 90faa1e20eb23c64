'use client';
import type { ReactNode } from 'react';
import type { Node } from '../../lib/contract/node.ts';
import { useNodes } from '../data/hooks.ts';
import { Empty } from '../ui/empty.tsx';
import { useSearch } from '../ui/search.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { NodeList } from './node-list.tsx';
import { SharedNode } from './shared-node.tsx';

/** One node at once, several as a list. */
export function SharedNodes() {
  const { data: nodes } = useNodes();
  if (!nodes) return <SkeletonRows rows={3} label="Loading the nodes" />;
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return <SharedNode id={only.id} />;
  return <ChosenNode nodes={nodes} />;
}

interface ChosenNodeProps {
  readonly nodes: readonly Node[];
  /** Above the list. */
  readonly children?: ReactNode;
}

/** A list of nodes, or the one that the address names. */
export function ChosenNode({ nodes, children }: ChosenNodeProps) {
  const [chosen, choose] = useSearch('node');
  if (nodes.some(({ id }) => id === chosen))
    return <SharedNode key={chosen} id={chosen} onBack={() => choose('')} />;
  return (
    <>
      {children}
      {nodes.length === 0 ? (
        <Empty title="Nothing to see any more">What was shared here has been deleted.</Empty>
      ) : (
        <NodeList
          nodes={nodes.toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }))}
          onChoose={choose}
        />
      )}
    </>
  );
}
