'use client';
import { Button } from '../ui/button.tsx';

export interface PastedTypingProps {
  readonly sent: number;
  readonly total: number;
  readonly stop: () => void;
}

/** How far a text is that is typed slowly. */
export const PastedTyping = ({ sent, total, stop }: PastedTypingProps) => (
  <p
    role="status"
    className="animate-rise absolute bottom-3 left-3 flex items-center gap-2 rounded-full border border-line-strong bg-raised py-1 pr-1 pl-3 text-xs tabular-nums shadow-float"
  >
    Typing {sent} of {total} characters
    <Button kind="quiet" className="h-6 px-2 text-xs" onPress={stop}>
      Stop
    </Button>
  </p>
);
