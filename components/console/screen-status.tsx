'use client';
import type { Node, NodeState } from '../../lib/contract/node.ts';
import type { TypingNow } from './use-typing.ts';
import { Button } from '../ui/button.tsx';
import type { ScreenLink } from './use-screen.ts';

const HAS_SCREEN = new Set<NodeState>(['running', 'paused', 'blocked', 'shutdown', 'suspended']);

export const hasScreen = (state: NodeState): boolean => HAS_SCREEN.has(state);

const BACK = 'It appears here when the machine starts.';
const AWAY = 'The host is not connected, so there is no screen.';
const NOT_YET: Readonly<Partial<Record<NodeState, string>>> = {
  'no state': 'The node’s state is not known yet.',
  'no domain': 'The node is not defined yet. Its screen appears here when it starts.',
};

/** Why there is none. */
export const whyOff = (state: NodeState): string =>
  hasScreen(state) ? AWAY : (NOT_YET[state] ?? `The machine is ${state}: there is no screen. ${BACK}`);

/** Stages between two systems: the screen is black, so the pane names what comes next. */
const BLACK = new Set<Node['stage']>(['powered-on', 'rebooting']);

export const isBlack = (stage: Node['stage']): boolean => BLACK.has(stage);

export const Waits = ({ children }: { readonly children: string }) => (
  <p className="pointer-events-none absolute bottom-2 left-3 max-w-[calc(100%-1.5rem)] truncate rounded-md border border-line bg-raised px-2 py-0.5 text-xs text-ink-2">
    Waiting for {children}.
  </p>
);

/** Shown instead of the screen: the reason why it is missing. */
export const Message = ({ children }: { readonly children: string }) => (
  <p className="pointer-events-none absolute inset-0 flex items-center justify-center px-6 text-center text-ink-3">
    {children}
  </p>
);

interface StatusProps {
  readonly on: boolean;
  readonly link: ScreenLink;
}

export function ScreenStatus({ on, link }: StatusProps) {
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

/** Text that is being typed: how far, and a way to stop. */
export const TypingBar = ({ typing: { done, all, cancel } }: { readonly typing: TypingNow }) => (
  <div
    role="status"
    className="absolute bottom-2 left-1/2 flex -translate-x-1/2 items-center gap-3 rounded-md border border-line-strong bg-raised px-3 py-1 text-xs whitespace-nowrap shadow-float"
  >
    <progress value={done} max={all} aria-label="Keys typed" className="h-1 w-24 accent-accent" />
    Typing: {done} of {all} keys
    <Button className="h-6 px-2 text-xs" onPress={cancel}>
      Stop
    </Button>
  </div>
);
