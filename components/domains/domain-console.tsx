'use client';
import { useState } from 'react';
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { domainAddress } from '../../lib/domain/domain-address.ts';
import { Divider } from '../console/panes.tsx';
import { PortChoice } from '../console/port-choice.tsx';
import { ScreenPane } from '../console/screen-pane.tsx';
import { SerialPane } from '../console/serial-pane.tsx';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { useMedia } from '../ui/media.ts';

const NARROW = '(max-width: 820px)';

/** Its serial ports and its screen, as far as it has them. */
export function DomainConsole({ domain }: { readonly domain: HostDomainDetail }) {
  const [isHidden, setHidden] = useState(false);
  const orientation = useMedia(NARROW) ? 'vertical' : 'horizontal';
  const layout = useDefaultLayout({ id: `ven.domain.${orientation}` });
  const hasScreen = domain.displays.includes('vnc');
  if (domain.serialPorts === 0 && !hasScreen) return <Nothing domain={domain} />;
  const screen = <Screen domain={domain} onHide={() => setHidden(true)} />;
  const back = hasScreen && (
    <Button kind="quiet" className="h-6 px-2 text-xs" onPress={() => setHidden(false)}>
      Show the screen
    </Button>
  );
  if (domain.serialPorts === 0) return <div className="min-h-0 flex-1">{screen}</div>;
  if (!hasScreen || isHidden)
    return (
      <div className="min-h-0 flex-1">
        <Serial domain={domain} extra={back} />
      </div>
    );
  return (
    <Group
      key={orientation}
      orientation={orientation}
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
      className="min-h-0 flex-1"
    >
      <Panel id="serial" minSize="20%">
        <Serial domain={domain} extra={null} />
      </Panel>
      <Divider label="Divider between serial console and screen" orientation={orientation} />
      <Panel id="screen" minSize="15%">
        {screen}
      </Panel>
    </Group>
  );
}

const Nothing = ({ domain: { displays } }: { readonly domain: HostDomainDetail }) => (
  <Empty title="No console">
    {displays.length === 0
      ? 'The domain has neither a serial port nor a display.'
      : `The domain has no serial port, and no VNC display: only ${displays.join(', ')}.`}
  </Empty>
);

const addressOf = ({ host, uuid }: HostDomainDetail): string => domainAddress(host, uuid);

interface SerialProps {
  readonly domain: HostDomainDetail;
  readonly extra: React.ReactNode;
}

function Serial({ domain, extra }: SerialProps) {
  const [port, setPort] = useState(0);
  const mayWrite = useAllowed('console.write');
  return (
    <SerialPane
      source={{ node: addressOf(domain), port, boot: null, mode: mayWrite ? 'write' : 'read' }}
      nodeName={domain.name}
      bootNumber={0}
      kept={false}
      reveal={null}
      mayWrite={mayWrite}
      title={
        domain.serialPorts > 1 ? (
          <PortChoice port={port} onPort={setPort} />
        ) : (
          <h2 className="px-1 font-mono text-[11px]">ttyS0</h2>
        )
      }
      extra={extra}
    />
  );
}

function Screen({ domain, onHide }: { readonly domain: HostDomainDetail; readonly onHide: () => void }) {
  const mayWrite = useAllowed('console.write');
  const { state, host } = domain;
  return (
    <ScreenPane
      node={{ id: addressOf(domain), state, host, stage: 'ready' }}
      waiting={null}
      mayWrite={mayWrite}
      onHide={onHide}
    />
  );
}
