'use client';
import { useEffect, useRef, useState } from 'react';
import Eye from 'lucide-react/icons/eye';
import Maximize from 'lucide-react/icons/maximize';
import MousePointer from 'lucide-react/icons/mouse-pointer';
import Scaling from 'lucide-react/icons/scaling';
import X from 'lucide-react/icons/x';
import { type NodeState } from '../../lib/contract/node.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { PaneBar } from './pane-bar.tsx';
import { ScreenSession, type ScreenState } from './screen-session.ts';

interface ScreenPaneProps {
  readonly node: string;
  readonly state: NodeState;
  readonly mayWrite: boolean;
  readonly onHide: () => void;
}

const HAS_SCREEN = new Set<NodeState>(['running', 'paused', 'blocked', 'shutdown', 'suspended']);

/** The node's screen over VNC; comes back when the node starts again. */
export function ScreenPane({ node, state, mayWrite, onHide }: ScreenPaneProps) {
  const target = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLElement>(null);
  const session = useRef<ScreenSession>(null);
  const [viewOnly, setViewOnly] = useState(!mayWrite);
  const [scale, setScale] = useState(true);
  const [link, setLink] = useState<{ state: ScreenState; reason: string }>({
    state: 'connecting',
    reason: '',
  });
  const on = HAS_SCREEN.has(state);
  useEffect(() => {
    if (!on || !target.current) return undefined;
    const opened = new ScreenSession({
      node,
      mode: viewOnly ? 'read' : 'write',
      target: target.current,
      onState: (next, reason) => setLink({ state: next, reason }),
    });
    session.current = opened;
    return () => opened.dispose();
  }, [node, on, viewOnly]);
  useEffect(() => session.current?.setScale(scale), [scale, on, viewOnly]);
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
          label={scale ? 'Show in true size' : 'Scale to the pane'}
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
      <div className="relative min-h-0 flex-1">
        <div ref={target} className={on ? 'absolute inset-0 p-1' : 'hidden'} />
        {!on && <NoScreen state={state} />}
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
      label={viewOnly ? 'View only. Allow mouse and keys' : 'Mouse and keys go to the node. View only'}
      active={!viewOnly}
      onPress={() => onChange(!viewOnly)}
    >
      {viewOnly ? <Eye size={14} /> : <MousePointer size={14} />}
    </IconButton>
  );
}

function NoScreen({ state }: { readonly state: NodeState }) {
  return (
    <p className="absolute inset-0 flex items-center justify-center px-6 text-center text-ink-3">
      The node is {state}: there is no screen. It comes back here when the node starts.
    </p>
  );
}

function ScreenStatus({
  on,
  link,
}: {
  readonly on: boolean;
  readonly link: { state: ScreenState; reason: string };
}) {
  const text = !on
    ? 'off'
    : link.state === 'open'
      ? 'Live'
      : link.state === 'connecting'
        ? 'Connecting to the screen'
        : 'Connection lost; trying again';
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
