'use client';
import { PaneBar } from './panes.tsx';
import { useDisconnectedHosts } from '../hosts/host-disconnected.tsx';
import { useEffect, useRef, useState } from 'react';
import Eye from 'lucide-react/icons/eye';
import Maximize from 'lucide-react/icons/maximize';
import MousePointer from 'lucide-react/icons/mouse-pointer';
import Scaling from 'lucide-react/icons/scaling';
import X from 'lucide-react/icons/x';
import type { Node, NodeState } from '../../lib/contract/node.ts';
import { SCREEN } from '../../lib/contract/presence.ts';
import { DriverBar } from './driver-bar.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { ScreenSession, type ScreenState } from './screen-session.ts';

interface ScreenPaneProps {
  readonly node: Pick<Node, 'id' | 'state' | 'host' | 'stage'>;
  /** What the node waits for; null when it waits for nothing. */
  readonly waiting: string | null;
  readonly mayWrite: boolean;
  readonly onHide: () => void;
}

const HAS_SCREEN = new Set<NodeState>(['running', 'paused', 'blocked', 'shutdown', 'suspended']);

const BACK = 'It appears here when the machine starts.';
const AWAY = 'The host is not connected, so there is no screen.';
const NOT_YET: Readonly<Partial<Record<NodeState, string>>> = {
  'no state': 'The node’s state is not known yet.',
  'no domain': 'The node is not defined yet. Its screen appears here when it starts.',
};

interface Link {
  readonly state: ScreenState;
  readonly reason: string;
}

const NO_LINK: Link = { state: 'connecting', reason: '' };

interface Screen {
  readonly node: string;
  readonly running: boolean;
  /** Whether the host does not answer. An open screen stays, because QEMU itself draws it; no new one can be opened. */
  readonly away: boolean;
  readonly mode: 'read' | 'write';
  readonly scale: boolean;
}

/** The screen in an element, while one is available. */
function useScreen({ node, running, away, mode, scale }: Screen) {
  const target = useRef<HTMLDivElement>(null);
  const session = useRef<ScreenSession>(null);
  const [link, setLink] = useState(NO_LINK);
  const on = running && (!away || link.state === 'open');
  useEffect(() => {
    if (!on || !target.current) return undefined;
    const onState = (state: ScreenState, reason: string): void => setLink({ state, reason });
    const opened = new ScreenSession({ node, mode, target: target.current, onState });
    session.current = opened;
    return () => {
      opened.dispose();
      setLink(NO_LINK);
    };
  }, [node, on, mode]);
  useEffect(() => session.current?.setScale(scale), [scale, on, mode]);
  return { target, session, link, on };
}

/** The node's screen over VNC; comes back when the node starts again. */
export function ScreenPane({ node: { id, state, host, stage }, waiting, mayWrite, onHide }: ScreenPaneProps) {
  const pane = useRef<HTMLElement>(null);
  const [viewOnly, setViewOnly] = useState(!mayWrite);
  const [scale, setScale] = useState(true);
  const away = useDisconnectedHosts().has(host);
  const running = HAS_SCREEN.has(state);
  const mode = viewOnly ? 'read' : 'write';
  const { target, session, link, on } = useScreen({ node: id, running, away, mode, scale });
  return (
    <section ref={pane} aria-label="Screen" className="flex h-full min-h-0 flex-col bg-terminal">
      <PaneBar title={<h2 className="px-1 font-medium">Screen</h2>}>
        <ScreenStatus on={on} link={link} />
        <span className="ml-auto" />
        <Button
          kind="quiet"
          className="h-6 px-2 text-xs"
          isDisabled={!on || viewOnly || link.state !== 'open'}
          onPress={() => session.current?.sendCtrlAltDel()}
        >
          Ctrl-Alt-Del
        </Button>
        <IconButton
          label={scale ? 'Show at actual size' : 'Scale to fit'}
          active={scale}
          onPress={() => setScale(!scale)}
        >
          <Scaling size={14} />
        </IconButton>
        {mayWrite && <ViewOnlySwitch viewOnly={viewOnly} onChange={setViewOnly} />}
        <IconButton label="Full screen" onPress={() => void pane.current?.requestFullscreen()}>
          <Maximize size={14} />
        </IconButton>
        <IconButton label="Hide the screen" onPress={onHide}>
          <X size={14} />
        </IconButton>
      </PaneBar>
      <DriverBar node={id} console={SCREEN} />
      <div className="relative min-h-0 flex-1">
        <div ref={target} className={on ? 'absolute inset-0 p-1' : 'hidden'} />
        {on ? (
          <>
            {link.state !== 'open' && <Message>{link.reason}</Message>}
            {link.state === 'open' && waiting !== null && BLACK.has(stage) && <Waits>{waiting}</Waits>}
          </>
        ) : (
          <Message>
            {running ? AWAY : (NOT_YET[state] ?? `The machine is ${state}: there is no screen. ${BACK}`)}
          </Message>
        )}
      </div>
    </section>
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

/** Stages between two systems: the screen is black, so the pane names what comes next. */
const BLACK = new Set<Node['stage']>(['powered-on', 'rebooting']);

const Waits = ({ children }: { readonly children: string }) => (
  <p className="pointer-events-none absolute bottom-2 left-3 max-w-[calc(100%-1.5rem)] truncate rounded-md border border-line bg-raised px-2 py-0.5 text-xs text-ink-2">
    Waiting for {children}.
  </p>
);

/** Shown instead of the screen: the reason why it is missing. */
const Message = ({ children }: { readonly children: string }) => (
  <p className="pointer-events-none absolute inset-0 flex items-center justify-center px-6 text-center text-ink-3">
    {children}
  </p>
);

function ScreenStatus({ on, link }: { readonly on: boolean; readonly link: Link }) {
  const text = !on
    ? 'Off'
    : link.state === 'open'
      ? 'Live'
      : link.state === 'connecting'
        ? 'Connecting to the screen'
        : 'Connection lost. Reconnecting …';
  return (
    <span role="status" className="flex min-w-0 items-center gap-1.5 px-1.5 text-ink-3" title={link.reason}>
      <span
        aria-hidden
        className={`size-1.5 shrink-0 rounded-full ${on ? (link.state === 'open' ? 'bg-accent' : 'animate-breathe bg-warn') : 'border border-edge'}`}
      />
      <span className="truncate">{text}</span>
    </span>
  );
}
