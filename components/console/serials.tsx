'use client';
import { waitsFor } from '../../lib/report/progress.ts';
import { Divider } from './panes.tsx';
import type { ReactNode } from 'react';
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { NodeDetail } from '../../lib/contract/node.ts';
import { usePreference } from '../data/preference.ts';
import { PortChoice } from './port-choice.tsx';
import { SerialPane, type Reveal } from './serial-pane.tsx';

export interface SerialsProps {
  readonly node: NodeDetail;
  readonly port: number;
  readonly onPort: (port: number) => void;
  readonly reveal: Reveal | null;
  readonly mayWrite: boolean;
  /** Whether two of them fit side by side. */
  readonly wide: boolean;
  /** Further content of the last one's bar. */
  readonly extra: ReactNode;
}

/** One serial port, or both: side by side where there is room, otherwise one over the other. */
export function Serials({ node, port, onPort, reveal, mayWrite, wide, extra }: SerialsProps) {
  const [ports, setPorts] = usePreference('ports', 'one');
  const both = ports === 'both';
  const orientation = wide ? 'horizontal' : 'vertical';
  const layout = useDefaultLayout({ id: `ven.ports.${orientation}` });
  const choose = (one: number): void => {
    setPorts('one');
    onPort(one);
  };
  const pane = (shown: number, title: ReactNode, more: ReactNode) => (
    <SerialPane
      source={{ node: node.id, port: shown, boot: null, mode: mayWrite ? 'write' : 'read' }}
      nodeName={node.name}
      bootNumber={node.bootNumber}
      reveal={reveal}
      mayWrite={mayWrite}
      waiting={node.operation?.endedAt === null ? null : waitsFor(node)}
      refusal={node.inputRefused.find((each) => each.port === shown)}
      title={title}
      extra={more}
    />
  );
  const choice = (
    <PortChoice port={port} onPort={choose} both={{ chosen: both, choose: () => setPorts('both') }} />
  );
  if (!both) return pane(port, choice, extra);
  return (
    <Group
      key={orientation}
      orientation={orientation}
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
      className="h-full"
    >
      <Panel id="ttyS0" minSize="15%">
        {pane(0, choice, wide ? null : extra)}
      </Panel>
      <Divider label="Divider between the serial ports" orientation={orientation} />
      <Panel id="ttyS1" minSize="15%">
        {pane(1, <h2 className="px-1 font-mono text-[11px]">ttyS1</h2>, wide ? extra : null)}
      </Panel>
    </Group>
  );
}
