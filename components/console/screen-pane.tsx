'use client';
import { PaneBar } from './panes.tsx';
import { useDisconnectedHosts } from '../hosts/host-disconnected.tsx';
import { useState } from 'react';
import Eye from 'lucide-react/icons/eye';
import Keyboard from 'lucide-react/icons/keyboard';
import Maximize from 'lucide-react/icons/maximize';
import Minimize from 'lucide-react/icons/minimize';
import MousePointer from 'lucide-react/icons/mouse-pointer';
import Scaling from 'lucide-react/icons/scaling';
import ScanText from 'lucide-react/icons/scan-text';
import X from 'lucide-react/icons/x';
import type { Node } from '../../lib/contract/node.ts';
import { SCREEN } from '../../lib/contract/presence.ts';
import { usePreference } from '../data/preference.ts';
import { IconButton } from '../ui/button.tsx';
import { useFullScreen } from './full-screen.ts';
import { DriverBar } from './driver-bar.tsx';
import { ScreenKeys } from './screen-keys.tsx';
import { ScreenMenu, useCompression } from './screen-menu.tsx';
import { hasScreen, isBlack, Message, ScreenStatus, TypingBar, Waits, whyOff } from './screen-status.tsx';
import { ScreenTextLayer } from './screen-text-layer.tsx';
import { TypeTextDialog } from './type-text-dialog.tsx';
import { useMayType } from './use-may-type.ts';
import { useScreen } from './use-screen.ts';
import { useTyping } from './use-typing.ts';

interface ScreenPaneProps {
  readonly node: Pick<Node, 'id' | 'name' | 'state' | 'host' | 'stage'>;
  /** What the node waits for; null when it waits for nothing. */
  readonly waiting: string | null;
  readonly mayWrite: boolean;
  /** The address of a window of its own; null: it has none, or is in it. */
  readonly popOut: string | null;
  /** Null: it cannot be hidden. */
  readonly onHide: (() => void) | null;
}

/** The node's screen over VNC; comes back when the node starts again. */
export function ScreenPane({ node, waiting, mayWrite, popOut, onHide }: ScreenPaneProps) {
  const { id, state, host, stage } = node;
  const [viewOnly, setViewOnly] = useState(!mayWrite);
  const [fit, setFit] = usePreference('screen-size', 'fit');
  const [compression] = useCompression();
  const [full, toggleFull] = useFullScreen();
  const [shown, setShown] = useState<Shown>(null);
  const [isTyping, setIsTyping] = useState(false);
  const away = useDisconnectedHosts().has(host);
  const scale = fit === 'fit';
  const mode = viewOnly ? 'read' : 'write';
  const screen = useScreen({ node: id, running: hasScreen(state), away, mode, scale, compression });
  const { target, session, link, on } = screen;
  const isMine = useMayType(id, SCREEN);
  const mayType = mayWrite && !viewOnly && isMine;
  const typing = useTyping(session, mayType);
  return (
    <section
      aria-label="Screen"
      className={`flex min-h-0 flex-col bg-terminal ${full ? 'fixed inset-0 z-30' : 'h-full'}`}
    >
      <PaneBar title={<h2 className="px-1 font-medium">Screen</h2>}>
        <ScreenStatus on={on} link={link} />
        <span className="ml-auto" />
        <Views {...{ shown, setShown, mayWrite, mayType, scale }} onScale={setFit} />
        {mayWrite && <ViewOnlySwitch viewOnly={viewOnly} onChange={setViewOnly} />}
        <IconButton label={full ? 'Leave full screen' : 'Full screen'} active={full} onPress={toggleFull}>
          {full ? <Minimize size={14} /> : <Maximize size={14} />}
        </IconButton>
        <ScreenMenu
          session={session}
          name={node.name}
          refusal={viewOnly ? 'view only' : isMine ? null : 'somebody else drives'}
          copied={screen.copied}
          onType={() => setIsTyping(true)}
          popOut={popOut}
        />
        {onHide !== null && (
          <IconButton label="Hide the screen" onPress={onHide}>
            <X size={14} />
          </IconButton>
        )}
      </PaneBar>
      <DriverBar node={id} console={SCREEN} />
      {shown === 'keys' && session !== null && mayType && <ScreenKeys session={session} />}
      <div className="relative min-h-0 flex-1">
        <div ref={target} className={on ? 'absolute inset-0 p-1' : 'hidden'} />
        {!on && <Message>{whyOff(state)}</Message>}
        {on && link.state !== 'open' && <Message>{link.reason}</Message>}
        {session !== null && waiting !== null && isBlack(stage) && <Waits>{waiting}</Waits>}
        {session !== null && shown === 'text' && <ScreenTextLayer session={session} target={target} />}
        {typing.now !== null && <TypingBar typing={typing.now} />}
      </div>
      {isTyping && <TypeTextDialog onType={typing.start} onClose={() => setIsTyping(false)} />}
    </section>
  );
}

/** What is shown besides the picture: a row of keys above it, or its text over it. */
type Shown = 'keys' | 'text' | null;

interface ViewsProps {
  readonly shown: Shown;
  readonly setShown: (shown: Shown) => void;
  readonly mayWrite: boolean;
  readonly mayType: boolean;
  readonly scale: boolean;
  readonly onScale: (size: 'fit' | 'actual') => void;
}

function Views({ shown, setShown, mayWrite, mayType, scale, onScale }: ViewsProps) {
  const toggle = (what: Shown) => (): void => setShown(shown === what ? null : what);
  return (
    <>
      {mayWrite && (
        <IconButton label="Keys" active={shown === 'keys'} isDisabled={!mayType} onPress={toggle('keys')}>
          <Keyboard size={14} />
        </IconButton>
      )}
      <IconButton label="Text of the screen" active={shown === 'text'} onPress={toggle('text')}>
        <ScanText size={14} />
      </IconButton>
      <IconButton
        label={scale ? 'Show at actual size' : 'Scale to fit'}
        active={scale}
        onPress={() => onScale(scale ? 'actual' : 'fit')}
      >
        <Scaling size={14} />
      </IconButton>
    </>
  );
}

function ViewOnlySwitch({
  viewOnly,
  onChange,
}: {
  readonly viewOnly: boolean;
  readonly onChange: (viewOnly: boolean) => void;
}) {
  return (
    <IconButton
      label={viewOnly ? 'View only: allow mouse and keyboard' : 'Mouse and keyboard enabled: make view-only'}
      active={!viewOnly}
      onPress={() => onChange(!viewOnly)}
    >
      {viewOnly ? <Eye size={14} /> : <MousePointer size={14} />}
    </IconButton>
  );
}
