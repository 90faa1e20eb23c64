'use client';
import { useState, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { TooltipTrigger } from 'react-aria-components/Tooltip';
import { type StageEvent } from '../../lib/contract/boot.ts';
import { STAGE_FACTS, STAGES, type Stage } from '../../lib/domain/stages.ts';
import { classes } from '../ui/classes.ts';
import { useNow } from '../ui/clock.ts';
import { duration } from '../ui/duration.ts';
import { Hint } from '../ui/hint.tsx';
import { segments, type Segment } from './segments.ts';

interface StageTimelineProps {
  readonly events: readonly StageEvent[];
  readonly usual?: ReadonlyMap<Stage, number>;
  readonly ready: boolean;
  /** Whether the machine still walks. */
  readonly running: boolean;
  readonly onEvidence: (event: StageEvent) => void;
}

/** One boot as a bar: a segment for each stage, as wide as it took, and the stages that are still to come. */
export function StageTimeline({ events, usual, ready, running, onEvidence }: StageTimelineProps) {
  const live = running && events.some((event) => event.outcome === 'running');
  const [opened] = useState(() => Date.now());
  // Paused, it stands where it stood; opened while it is, it stands where it was found.
  const now = Math.max(opened, useNow(live, true));
  const parts = segments(events, now);
  const furthest = Math.max(-1, ...parts.map((part) => STAGES.indexOf(part.stage)));
  const ended = parts.some((part) => part.event.outcome === 'failed' || part.event.outcome === 'timed-out');
  const left = ready || ended ? [] : STAGES.slice(Math.max(furthest + 1, 1), -1);
  return (
    <div className="overflow-x-auto px-4 pt-2 pb-2.5">
      <div className="flex min-w-[54rem] items-stretch gap-[3px]">
        <ol aria-label="Stages of this boot" className="flex min-w-0 flex-1 gap-[3px]">
          {parts.map((part) => (
            <li
              key={part.stage}
              className={isStrong(part) ? 'min-w-max' : 'min-w-16'}
              style={{ flex: `${part.share} 1 0%` }}
            >
              <Part part={part} usual={usual?.get(part.stage)} running={running} onEvidence={onEvidence} />
            </li>
          ))}
        </ol>
        {left.length > 0 && (
          <ol aria-label="Stages to come" className="flex shrink-0 gap-[3px]">
            {left.map((stage) => (
              <li key={stage} title={`${STAGE_FACTS[stage].title}: to come`} className="w-4">
                <div className="h-5 rounded-sm border border-dashed border-line-strong" />
                <span className="sr-only">{STAGE_FACTS[stage].title}</span>
              </li>
            ))}
          </ol>
        )}
        <ReadyMark ready={ready} />
      </div>
    </div>
  );
}

function ReadyMark({ ready }: { readonly ready: boolean }) {
  return (
    <div className="w-14 shrink-0 text-center">
      <div
        className={classes(
          'flex h-5 items-center justify-center rounded-sm text-[11px] font-medium',
          ready ? 'bg-good text-panel' : 'border border-dashed border-line-strong text-ink-3',
        )}
      >
        Ready
      </div>
    </div>
  );
}

const OUTCOME_WORDS: Readonly<Record<StageEvent['outcome'], string>> = {
  running: 'running',
  passed: 'passed',
  failed: 'failed',
  'timed-out': 'timed out',
  cancelled: 'cancelled',
};

/** Confirmed is filled, observed is outlined; the outcome has the colour. */
function look({ event, live }: Segment, running: boolean): string {
  const confirmed = event.basis === 'confirmed';
  if (event.outcome === 'failed') return confirmed ? 'bg-bad border-bad' : 'bg-bad-soft border-bad';
  if (event.outcome === 'timed-out') return confirmed ? 'bg-warn border-warn' : 'bg-warn-soft border-warn';
  if (live && running)
    return classes(
      'stripes animate-live',
      confirmed ? 'bg-accent/55 border-accent' : 'bg-accent-soft border-accent',
    );
  return confirmed ? 'bg-bar border-bar' : 'bg-panel border-bar';
}

interface PartProps {
  readonly part: Segment;
  readonly usual: number | undefined;
  readonly running: boolean;
  readonly onEvidence: (event: StageEvent) => void;
}

/** For the bar, where the whole title would seldom have room; the hint says it in full. */
const SHORT: Readonly<Partial<Record<Stage, string>>> = { 'micro-os-download': 'Download' };

/** What is looked for first: it always has room for its words. */
const isStrong = ({ live, event }: Segment): boolean =>
  live || event.outcome === 'failed' || event.outcome === 'timed-out';

/** One line of whole words: what has no room is left out, never cut (it wraps to a second line, which is hidden). */
const Whole = ({ className, children }: { readonly className: string; readonly children: ReactNode }) => (
  <span
    className={classes(
      'flex h-3.5 flex-wrap overflow-hidden text-[11px] leading-3.5 whitespace-nowrap before:h-3.5 before:w-0',
      className,
    )}
  >
    {children}
  </span>
);

function Part({ part, usual, running, onEvidence }: PartProps) {
  const { event, title } = part;
  const took = duration(part.end - part.start);
  const expected = usual === undefined ? null : `usually ${duration(usual)}`;
  return (
    <TooltipTrigger delay={250} closeDelay={0}>
      <AriaButton onPress={() => onEvidence(event)} className="group block w-full text-left">
        <span
          className={classes(
            'block h-5 rounded-sm border-[1.5px] group-hover:brightness-95 dark:group-hover:brightness-125',
            look(part, running),
          )}
        />
        <Whole
          className={classes('mt-1 tracking-tight', isStrong(part) ? 'font-semibold text-ink' : 'text-ink-2')}
        >
          <span>{SHORT[event.stage] ?? title}</span>
        </Whole>
        <Whole className="text-ink-3 tabular-nums">
          <span>{took}</span>
          {expected !== null && part.live && <span className="ml-1">{expected}</span>}
        </Whole>
        <span className="sr-only">
          {OUTCOME_WORDS[event.outcome]}, {event.basis}. Show the evidence
        </span>
      </AriaButton>
      <Hint>
        <span className="block font-medium">
          {title} <span className="font-normal text-ink-2 tabular-nums">{took}</span>
        </span>
        <span className="block text-ink-2">
          {OUTCOME_WORDS[event.outcome]}, {event.basis}
          {expected !== null && `, ${expected}`}
        </span>
        {event.evidence !== null && (
          <span className="mt-1 block font-mono break-all text-ink-3">{event.evidence.line.trim()}</span>
        )}
      </Hint>
    </TooltipTrigger>
  );
}
