'use client';
import { useCallback, useState } from 'react';
import dynamic from 'next/dynamic';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import type { Evidence } from '../../lib/contract/boot.ts';
import { useNode } from '../data/hooks.ts';
import type { Reveal } from '../console/serial-pane.tsx';
import { NodeHeader } from '../nodes/detail/node-header.tsx';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SharedBoot } from './shared-boot.tsx';

const ConsoleSplit = dynamic(async () => (await import('../console/console-split.tsx')).ConsoleSplit, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

interface SharedNodeProps {
  readonly id: string;
  /** Back to the others; absent if there are none. */
  readonly onBack?: () => void;
}

/** A node as it is now: how far it is, and both consoles to look at. */
export function SharedNode({ id, onBack }: SharedNodeProps) {
  const { data: node } = useNode(id);
  const [port, setPort] = useState(0);
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const show = useCallback((evidence: Evidence | null) => {
    if (evidence?.port == null) return;
    const { offset, line } = evidence;
    setPort(evidence.port);
    setReveal((before) => ({ port: evidence.port ?? 0, offset, line, turn: (before?.turn ?? 0) + 1 }));
  }, []);
  if (!node)
    return (
      <div role="status" aria-label="Loading the node" className="p-4">
        <Skeleton className="h-5 w-48" />
      </div>
    );
  return (
    <div className="flex min-h-[620px] flex-1 flex-col">
      {onBack && (
        <div className="border-b border-line bg-panel px-2 py-1">
          <Button kind="quiet" className="h-7 px-2" onPress={onBack}>
            <ChevronLeft size={15} /> All nodes
          </Button>
        </div>
      )}
      <NodeHeader node={node} known mayWrite={false} />
      <SharedBoot node={node} onEvidence={show} />
      {node.deletedAt === null && (
        <ConsoleSplit node={node} port={port} onPort={setPort} reveal={reveal} mayWrite={false} />
      )}
    </div>
  );
}
