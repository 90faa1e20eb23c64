'use client';
import { useState } from 'react';
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { domainAddress } from '../../lib/domain/names.ts';
import { Divider } from '../console/panes.tsx';
import { ScreenPane } from '../console/screen-pane.tsx';
import { SerialPane } from '../console/serial-pane.tsx';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { useMedia } from '../ui/media.ts';
import { Segmented } from '../ui/segmented.tsx';

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
  const { ports } = domain;
  // What can be opened first.
  const [port, setPort] = useState(() =>
    Math.max(
      0,
      ports.findIndex(({ refusal }) => refusal === null),
    ),
  );
  const mayWrite = useAllowed('console.write');
  const title =
    ports.length > 1 ? (
      <Ports ports={ports} port={port} onPort={setPort} />
    ) : (
      <h2 className="px-1 font-mono text-[11px]">{ports[0]?.label}</h2>
    );
  const refusal = ports[port]?.refusal ?? null;
  if (refusal !== null)
    return (
      <section aria-label={`Serial port ${port}`} className="flex h-full min-h-0 flex-col">
        <div className="flex items-center gap-2 border-b border-line px-2 py-1">
          {title}
          <span className="ml-auto">{extra}</span>
        </div>
        <Empty
          title={`${ports[port]?.label ?? 'This port'} cannot be opened`}
        >{`Of this port, ${refusal}.`}</Empty>
      </section>
    );
  return (
    <SerialPane
      source={{ node: addressOf(domain), port, boot: null, mode: mayWrite ? 'write' : 'read' }}
      nodeName={domain.name}
      bootNumber={0}
      kept={false}
      reveal={null}
      mayWrite={mayWrite}
      title={title}
      extra={extra}
    />
  );
}

interface PortsProps {
  readonly ports: HostDomainDetail['ports'];
  readonly port: number;
  readonly onPort: (port: number) => void;
}

const Ports = ({ ports, port, onPort }: PortsProps) => (
  <Segmented
    label="Serial port"
    className="max-w-full overflow-x-auto text-[11px]"
    options={ports.map(({ label }, index) => ({ id: String(index), label }))}
    chosen={String(port)}
    onChoose={(id) => onPort(Number(id))}
  />
);

function Screen({ domain, onHide }: { readonly domain: HostDomainDetail; readonly onHide: () => void }) {
  const mayWrite = useAllowed('console.write');
  const { name, state, host } = domain;
  return (
    <ScreenPane
      node={{ id: addressOf(domain), name, state, host, stage: 'ready' }}
      waiting={null}
      mayWrite={mayWrite}
      popOut={null}
      onHide={onHide}
    />
  );
}
