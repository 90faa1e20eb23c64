'use client';
import Monitor from 'lucide-react/icons/monitor';
import { Group, Panel, useDefaultLayout } from 'react-resizable-panels';
import { usePreference } from '../data/preference.ts';
import { Button } from '../ui/button.tsx';
import { Divider } from './divider.tsx';
import { useMedia } from '../ui/media.ts';
import { ScreenPane } from './screen-pane.tsx';
import { Serials, type SerialsProps } from './serials.tsx';

type ConsoleSplitProps = Omit<SerialsProps, 'wide' | 'extra'>;

/** Two serial ports and the screen beside each other, each of them still wide enough to be read. */
const THREE_FIT = '(min-width: 1500px)';
const NARROW = '(max-width: 820px)';

/** Serial and screen side by side (one over the other when it is narrow); the divider is remembered. */
export function ConsoleSplit(props: ConsoleSplitProps) {
  const { node, mayWrite } = props;
  const narrow = useMedia(NARROW);
  const threeFit = useMedia(THREE_FIT);
  const [screen, setScreen] = usePreference('screen', 'shown');
  const hidden = screen === 'hidden';
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `ven.console.${narrow ? 'narrow' : 'wide'}`,
  });
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
      orientation={orientation}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
      className="min-h-0 flex-1"
    >
      {/* Eighty letters of a firmware at 1280 pixels. */}
      <Panel id="serial" defaultSize="61%" minSize="20%">
        {serials}
      </Panel>
      <Divider label="Divider between serial console and screen" orientation={orientation} />
      <Panel id="screen" minSize="15%">
        <ScreenPane node={node} mayWrite={mayWrite} onHide={() => setScreen('hidden')} />
      </Panel>
    </Group>
  );
}
