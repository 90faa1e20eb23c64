'use client';
import { BasisMark } from './stage-mark.tsx';
import { classes } from '../ui/style.ts';
import { useState } from 'react';
import type { StageEvent } from '../../lib/contract/boot.ts';
import type { Stage } from '../../lib/domain/stages.ts';
import { useNow } from '../ui/clock.ts';
import { slots, type BootPath } from './segments.ts';
import { StageSlot } from './stage-slot.tsx';

/** A boot's outcome: ready now, ready before it was switched off, or not (yet). */
export type Outcome = 'ready' | 'was ready' | 'open';

interface StageTimelineProps {
  readonly events: readonly StageEvent[];
  readonly walk: BootPath;
  readonly usual?: ReadonlyMap<Stage, number>;
  readonly outcome: Outcome;
  /** Whether the machine is still progressing. */
  readonly running: boolean;
  readonly onEvidence: (event: StageEvent) => void;
  /** Content at the end of the legend. */
  readonly aside?: React.ReactNode;
  /** After it, never cut off. */
  readonly controls?: React.ReactNode;
}

/** One boot as a bar: every stage has a fixed place, and only the current one fills. */
export function StageTimeline({
  events,
  walk,
  usual,
  outcome,
  running,
  onEvidence,
  aside,
  controls,
}: StageTimelineProps) {
  const live = running && events.at(-1)?.outcome === 'running';
  const [opened] = useState(() => Date.now());
  // While paused, its time is frozen at the pause, or at the moment the page was opened.
  const now = Math.max(opened, useNow(live, true));
  // Only when it becomes ready while on screen, not at every visit.
  const [found] = useState(outcome);
  return (
    <div className="px-4 pt-2 pb-1">
      <div className="relative flex items-stretch gap-[3px] max-lg:grid max-lg:grid-cols-[repeat(auto-fill,minmax(84px,1fr))]">
        <ol aria-label="Stages of this boot" className="contents">
          {slots(events, walk, now).map((slot) => (
            <li key={slot.stage} className="min-w-0" style={{ flex: `${slot.share} 1 0%` }}>
              <StageSlot
                slot={slot}
                usual={usual?.get(slot.stage)}
                running={running}
                succeeded={outcome === 'ready'}
                onEvidence={onEvidence}
              />
            </li>
          ))}
        </ol>
        <ReadyMark outcome={outcome} />
        {outcome === 'ready' && found === 'open' && <Sweep />}
      </div>
      <div className="flex h-5 min-w-0 items-center gap-4 overflow-hidden text-[11px] whitespace-nowrap text-ink-3">
        <Legend />
        <span className="ml-auto min-w-0 truncate">{aside}</span>
        {controls}
      </div>
    </div>
  );
}

function ReadyMark({ outcome }: { readonly outcome: Outcome }) {
  return (
    <div className="w-17 shrink-0 text-center max-lg:w-auto">
      <div
        className={classes(
          'flex h-5 items-center justify-center rounded-sm text-[11px] font-medium',
          outcome === 'ready' && 'bg-good text-panel',
          outcome === 'was ready' && 'bg-bar text-panel',
          outcome === 'open' && 'border border-dashed border-line-strong text-ink-3',
        )}
      >
        {outcome === 'was ready' ? 'Was ready' : 'Ready'}
      </div>
    </div>
  );
}

/** A light that passes over the bar once. */
const Sweep = () => (
  <span aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden">
    <span className="animate-sweep block h-full w-1/4 -translate-x-full bg-linear-to-r from-transparent via-panel/60 to-transparent" />
  </span>
);

const Legend = () => (
  <span className="flex items-center gap-4">
    <span className="flex items-center gap-1">
      <BasisMark basis="observed" /> observed<span className="max-sm:hidden"> on a serial port</span>
    </span>
    <span className="flex items-center gap-1">
      <BasisMark basis="confirmed" /> confirmed
      <span className="max-sm:hidden"> by libvirt or the orchestrator</span>
    </span>
  </span>
);
