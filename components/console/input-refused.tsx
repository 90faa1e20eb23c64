'use client';
import { useEffect, useState } from 'react';
import KeyboardOff from 'lucide-react/icons/keyboard-off';
import type { InputRefusal } from '../../lib/contract/node.ts';
import type { SerialView } from './serial-view.ts';

/** How often the user has typed on a port that accepts no input. */
function useTried(view: SerialView, refusal: InputRefusal): number {
  const [tried, setTried] = useState(0);
  const words = `${refusal.reason} ${refusal.fix}`;
  useEffect(() => {
    const typed = view.terminal.onData(() => setTried((before) => before + 1));
    const undescribe = view.describe(`Takes no input. ${words}`);
    return () => {
      typed.dispose();
      undescribe();
    };
  }, [view, words]);
  return tried;
}

/** Shown above a terminal that accepts no input: why, and what to do. Announced again when the user types. */
export function InputRefused({
  view,
  refusal,
}: {
  readonly view: SerialView;
  readonly refusal: InputRefusal;
}) {
  const tried = useTried(view, refusal);
  return (
    <p
      // A new element is read aloud again.
      key={tried}
      role="alert"
      className={`flex shrink-0 items-start gap-2 border-b border-warn/40 bg-warn-soft px-3 py-1 text-xs text-ink ${tried > 0 ? 'animate-rise' : ''}`}
    >
      <KeyboardOff aria-hidden size={14} className="mt-px shrink-0 text-warn" />
      <span className="min-w-0 break-words">
        <span className="font-medium">
          {tried > 0 ? 'Not sent' : 'Read-only'}: ttyS{refusal.port} accepts no input.
        </span>{' '}
        {refusal.reason} <span className="text-ink-2">{refusal.fix}</span>
      </span>
    </p>
  );
}
