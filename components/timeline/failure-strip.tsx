'use client';
import { useState, type ReactNode } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import CircleX from 'lucide-react/icons/circle-x';
import { stageTitle } from '../../lib/domain/stages.ts';
import type { Evidence, Failure } from '../../lib/contract/boot.ts';
import { Button } from '../ui/button.tsx';

interface FailureStripProps {
  readonly failure: Failure;
  /** The cause in words. */
  readonly cause: string;
  /** Whether the console lies under it: there the explanation is open until it is put away. */
  readonly overConsole: boolean;
  readonly onEvidence: (evidence: Evidence) => void;
  /** The explanation; evidence that is shown puts it away. */
  readonly children: (onEvidence: (evidence: Evidence) => void) => ReactNode;
}

/**
 * As high as the line that it replaces; the explanation overlays the content below, under the bars of the tabs and the
 * panes, so that nothing moves when a failure appears or disappears.
 */
export function FailureStrip({ failure, cause, overConsole, onEvidence, children }: FailureStripProps) {
  const [choice, setChoice] = useState<boolean | null>(null);
  const open = choice ?? overConsole;
  const shown = (evidence: Evidence): void => {
    setChoice(false);
    onEvidence(evidence);
  };
  return (
    <div className="relative border-b border-bad/40 bg-bad-soft">
      <div className="flex h-10 items-center gap-2 px-4">
        <CircleX aria-hidden size={16} className="shrink-0 text-bad" />
        <span className="shrink-0 font-semibold">Failed: {stageTitle(failure.stage)}</span>
        <span className="min-w-0 flex-1 truncate text-ink-2" title={cause}>
          {!open && cause}
        </span>
        <Button kind="plain" aria-expanded={open} onPress={() => setChoice(!open)}>
          {open ? <ChevronUp size={14} /> : <ChevronDown size={14} />}
          {open ? 'Hide' : 'Cause and next step'}
        </Button>
      </div>
      {open && <Overlay overConsole={overConsole}>{children(shown)}</Overlay>}
    </div>
  );
}

interface OverlayProps {
  readonly overConsole: boolean;
  readonly children: ReactNode;
}

/**
 * Lies over what is below its parent, under the bars of the tabs and the panes. On a small display it ends above the bar
 * at the bottom, and is scrolled by itself.
 */
export const Overlay = ({ overConsole, children }: OverlayProps) => (
  <div
    className={`absolute inset-x-0 z-20 max-h-[60vh] overflow-y-auto shadow-lg max-md:max-h-[36vh] ${overConsole ? 'top-[calc(100%+65px)]' : 'top-[calc(100%+33px)]'}`}
  >
    {children}
  </div>
);
