'use client';
import { waitsFor } from '../../lib/report/progress.ts';
import { Divider } from './panes.tsx';
import Monitor from 'lucide-react/icons/monitor';
import { useEffect, useState } from 'react';
import { Group, Panel, useDefaultLayout, useGroupRef } from 'react-resizable-panels';
import type { NodeDetail } from '../../lib/contract/node.ts';
import { usePreference } from '../data/preference.ts';
import { Button } from '../ui/button.tsx';
import { useMedia } from '../ui/media.ts';
import { ScreenPane } from './screen-pane.tsx';
import { Serials, type SerialsProps } from './serials.tsx';

type ConsoleSplitProps = Omit<SerialsProps, 'wide' | 'extra'>;

/** Two serial ports and the screen side by side, each wide enough to read. */
const THREE_FIT = '(min-width: 1500px)';
const NARROW = '(max-width: 820px)';

/** Width of the serial pane in per cent: for 80 columns at 1280 pixels, and while the output is on the screen. */
const SERIAL = 61;
const SERIAL_BESIDE_FIRMWARE = 52;

/** Firmware and iPXE show their progress on the screen. */
const DRAWS = new Set<string>(['powered-on', 'firmware', 'address', 'http-boot', 'ipxe']);
const showsOnScreen = ({ stage, state }: NodeDetail): boolean => state === 'running' && DRAWS.has(stage);

/** The shares of the panes: by where the output is, until the user moves the divider; then as the user left it. */
function useSplit(narrow: boolean, screenSpeaks: boolean) {
  const group = useGroupRef();
  const saved = useDefaultLayout({
    id: `ven.split.${narrow ? 'narrow' : 'wide'}`,
    onlySaveAfterUserInteractions: true,
  });
  const [moved, setMoved] = useState(saved.defaultLayout !== undefined);
  const serial = screenSpeaks ? SERIAL_BESIDE_FIRMWARE : SERIAL;
  const [first] = useState({ serial, screen: 100 - serial });
  useEffect(() => {
    if (!moved) group.current?.setLayout({ serial, screen: 100 - serial });
  }, [group, moved, serial]);
  const onLayoutChanged: typeof saved.onLayoutChanged = (layout, meta) => {
    if (meta.isUserInteraction) setMoved(true);
    saved.onLayoutChanged(layout, meta);
  };
  return { group, defaultLayout: saved.defaultLayout ?? first, onLayoutChanged };
}

/** Serial and screen side by side (one over the other when it is narrow); the divider is remembered. */
export function ConsoleSplit(props: ConsoleSplitProps) {
  const { node, mayWrite } = props;
  const narrow = useMedia(NARROW);
  const threeFit = useMedia(THREE_FIT);
  const [screen, setScreen] = usePreference('screen', 'shown');
  const hidden = screen === 'hidden';
  const { group, defaultLayout, onLayoutChanged } = useSplit(narrow, showsOnScreen(node));
  const back = (
    <Button kind="quiet" className="h-6 px-2 text-xs" onPress={() => setScreen('shown')}>
      <Monitor size={14} /> Show the screen
    </Button>
  );
  const serials = <Serials {...props} wide={!narrow && (hidden || threeFit)} extra={hidden ? back : null} />;
  if (hidden) return <div className="min-h-0 flex-1">{serials}</div>;
  const orientation = narrow ? 'vertical' : 'horizontal';
  return (
    <Group
      key={orientation}
      groupRef={group}
      orientation={orientation}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
      className="min-h-0 flex-1"
    >
      <Panel id="serial" minSize="20%">
        {serials}
      </Panel>
      <Divider label="Divider between serial console and screen" orientation={orientation} />
      <Panel id="screen" minSize="15%">
        <ScreenPane
          node={node}
          waiting={waitsFor(node)}
          mayWrite={mayWrite}
          popOut={`/nodes/${node.id}/console`}
          onHide={() => setScreen('hidden')}
        />
      </Panel>
    </Group>
  );
}
