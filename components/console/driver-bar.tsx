'use client';
import { useEffect, useRef, useState } from 'react';
import Hand from 'lucide-react/icons/hand';
import Keyboard from 'lucide-react/icons/keyboard';
import KeyboardOff from 'lucide-react/icons/keyboard-off';
import Lock from 'lucide-react/icons/lock';
import { useSession } from '../data/hooks.ts';
import { useDrive, usePresence } from '../data/presence.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/style.ts';
import { toastError } from '../ui/toast-queue.ts';
import { driverBar, type DriverBarState } from './driver.ts';

interface DriverBarProps {
  /** A node's id, or HOST/UUID. */
  readonly node: string;
  /** ttyS0, ttyS1 …, or screen. */
  readonly console: string;
}

const LOOK: Readonly<Record<DriverBarState['tone'], { readonly icon: typeof Hand; readonly look: string }>> =
  {
    quiet: { icon: Keyboard, look: 'border-line bg-panel text-ink-2' },
    mine: { icon: Keyboard, look: 'border-line bg-panel text-ink' },
    asked: { icon: Hand, look: 'border-accent/40 bg-accent-soft text-ink' },
    theirs: { icon: KeyboardOff, look: 'border-line bg-sunken text-ink' },
    locked: { icon: Lock, look: 'border-warn/40 bg-warn-soft text-ink' },
  };

/** Keys that type nothing by themselves, or that the page keeps. */
const SILENT = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Tab']);

const TRIES = ['keydown', 'paste', 'pointerdown'] as const;

/** How often keys were pressed in the pane around the bar that were not sent. */
function useTried(bar: React.RefObject<HTMLDivElement | null>, isOpen: boolean): number {
  const [tried, setTried] = useState(0);
  useEffect(() => {
    const pane = bar.current?.closest('section');
    if (!pane || isOpen) return undefined;
    const count = (event: Event): void => {
      if (event instanceof KeyboardEvent && SILENT.has(event.key)) return;
      // Buttons and fields around the terminal have keys of their own.
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(event.type === 'pointerdown' ? 'canvas:not(.xterm *)' : 'canvas, .xterm'))
        setTried((before) => before + 1);
    };
    for (const kind of TRIES) pane.addEventListener(kind, count, true);
    return () => {
      for (const kind of TRIES) pane.removeEventListener(kind, count, true);
      setTried(0);
    };
  }, [bar, isOpen]);
  return tried;
}

/** Above a console: who drives it, and how to get, give and keep the right. Not shown to whoever is alone. */
export function DriverBar({ node, console }: DriverBarProps) {
  const { data: session } = useSession();
  const { data: presence } = usePresence(node);
  const bar = useRef<HTMLDivElement>(null);
  const state = session && presence ? driverBar(presence, console, session) : null;
  const tried = useTried(bar, state?.isOpen ?? true);
  return <div ref={bar}>{state !== null && <Bar {...{ node, console, state, tried }} />}</div>;
}

interface BarProps extends DriverBarProps {
  readonly state: DriverBarState;
  readonly tried: number;
}

function Bar({ node, console, state, tried }: BarProps) {
  const { mutate, isPending } = useDrive();
  const { icon: Icon, look } = LOOK[state.tone];
  return (
    <div
      className={classes(
        'flex min-h-8 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b px-3 py-[3px] text-xs',
        look,
      )}
    >
      <p
        // A new element is read aloud again.
        key={tried}
        role={state.tone === 'asked' || tried > 0 ? 'alert' : 'status'}
        className={classes('flex min-w-0 items-center gap-2', tried > 0 && 'animate-rise')}
      >
        <Icon aria-hidden size={14} className="shrink-0 text-ink-3" />
        <span className="min-w-0 break-words">
          {tried > 0 && <span className="font-medium">Not sent: </span>}
          {state.words}
        </span>
      </p>
      <span className="ml-auto flex flex-wrap gap-1">
        {state.offers.map(({ action, label, to }, index) => (
          <Button
            key={`${action} ${to ?? ''}`}
            kind={state.tone === 'asked' && index === 0 ? 'primary' : 'plain'}
            className="h-6! px-2! text-xs!"
            isDisabled={isPending}
            onPress={() =>
              mutate({ node, console, action, ...(to === undefined ? {} : { to }) }, { onError: toastError })
            }
          >
            {label}
          </Button>
        ))}
      </span>
    </div>
  );
}
