'use client';
import type { Node } from '../../lib/contract/node.ts';
import { PortChoice } from './port-choice.tsx';
import { SerialPane, type Reveal } from './serial-pane.tsx';

interface BootLogProps {
  readonly node: Pick<Node, 'id' | 'name'>;
  readonly boot: number;
  readonly port: number;
  readonly onPort: (port: number) => void;
  readonly reveal: Reveal | null;
}

/** The output of a past boot on one port. */
export function BootLog({ node, boot, port, onPort, reveal }: BootLogProps) {
  return (
    <div className="min-h-0 flex-1 border-t border-line">
      <SerialPane
        source={{ node: node.id, port, boot, mode: 'read' }}
        nodeName={node.name}
        bootNumber={boot}
        reveal={reveal}
        mayWrite={false}
        title={<PortChoice port={port} onPort={onPort} />}
      />
    </div>
  );
}
