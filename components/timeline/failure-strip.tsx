'use client';
import { useState } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import CircleX from 'lucide-react/icons/circle-x';
import { stageTitle } from '../../lib/domain/stages.ts';
import type { Evidence } from '../../lib/contract/boot.ts';
import { Button } from '../ui/button.tsx';
import { FailureBanner, type FailureBannerProps } from './failure-banner.tsx';

interface FailureStripProps extends FailureBannerProps {
  /** Whether the console lies under it: there the explanation is open until it is put away. */
  readonly overConsole: boolean;
}

/**
 * As high as the line that it replaces; the explanation overlays the content below, under the bars of the tabs and the
 * panes, so that nothing moves when a failure appears or disappears.
 */
export function FailureStrip({ overConsole, onEvidence, ...banner }: FailureStripProps) {
  const { failure } = banner;
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
        <span className="min-w-0 flex-1 truncate text-ink-2" title={failure.cause}>
          {!open && failure.cause}
        </span>
        <Button kind="plain" aria-expanded={open} onPress={() => setChoice(!open)}>
          {open ? <ChevronUp size={14} /> : <ChevronDown size={14} />}
          {open ? 'Hide' : 'Cause and next step'}
        </Button>
      </div>
      {open && (
        <div
          className={`absolute inset-x-0 z-20 max-h-[60vh] overflow-y-auto shadow-lg ${overConsole ? 'top-[calc(100%+65px)]' : 'top-[calc(100%+33px)]'}`}
        >
          <FailureBanner {...banner} onEvidence={shown} />
        </div>
      )}
    </div>
  );
}
