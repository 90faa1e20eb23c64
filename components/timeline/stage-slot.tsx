'use client';
import { BasisMark } from './stage-mark.tsx';
import { duration } from '../../lib/domain/format.ts';
import { classes } from '../ui/style.ts';
import { Button as AriaButton } from 'react-aria-components/Button';
import { TooltipTrigger } from 'react-aria-components/Tooltip';
import type { StageEvent } from '../../lib/contract/boot.ts';
import type { Stage } from '../../lib/domain/stages.ts';
import { Hint } from '../ui/hint.tsx';
import { filled, type Slot, type SlotState } from './segments.ts';

/** The colour of a success, in the bars of lists and pages alike. */
export const SUCCESS = 'bg-good/75';

const STATES: Readonly<Record<SlotState, string>> = {
  running: 'running',
  passed: 'passed',
  failed: 'failed',
  'timed-out': 'timed out',
  cancelled: 'cancelled',
  unseen: 'passed, not seen',
  'to-come': 'not reached',
};

function look(state: SlotState, succeeded: boolean, running: boolean): string {
  switch (state) {
    case 'failed':
      return 'bg-bad';
    case 'timed-out':
      return 'bg-warn';
    case 'passed':
      return succeeded ? SUCCESS : 'bg-bar';
    case 'unseen':
      return succeeded ? 'bg-good/35' : 'bg-bar/50';
    case 'cancelled':
      return 'bg-bar/50';
    case 'running':
      return running ? 'bg-accent-soft ring-1 ring-inset ring-accent' : 'bg-bar/50';
    case 'to-come':
      return 'border border-dashed border-line-strong';
  }
}

/** Short titles for the bar; the tooltip has the full one. */
const SHORT: Readonly<Partial<Record<Stage, string>>> = {
  'powered-on': 'Power on',
  'micro-os-download': 'Download',
};

interface StageSlotProps {
  readonly slot: Slot;
  readonly usual: number | undefined;
  readonly running: boolean;
  readonly succeeded: boolean;
  readonly onEvidence: (event: StageEvent) => void;
}

/** One stage of the timeline, with a tooltip; a press shows its evidence. */
export function StageSlot({ slot, usual, running, succeeded, onEvidence }: StageSlotProps) {
  const { event, state, title } = slot;
  const drawn = <Drawn slot={slot} usual={usual} running={running} succeeded={succeeded} />;
  const expected = usual === undefined ? '' : `, usually ${duration(usual)}`;
  if (event === null)
    return (
      <div title={`${title}: ${STATES[state]}${expected}`}>
        {drawn}
        <span className="sr-only">{STATES[state]}</span>
      </div>
    );
  return (
    <TooltipTrigger delay={250} closeDelay={0}>
      <AriaButton onPress={() => onEvidence(event)} className="group block w-full min-w-0 text-left">
        {drawn}
        <span className="sr-only">
          {STATES[state]}, {event.basis}. Show the evidence
        </span>
      </AriaButton>
      <Hint placement="bottom">
        <span className="block font-medium">
          {title} <span className="font-normal text-ink-2 tabular-nums">{duration(slot.took)}</span>
        </span>
        <span className="block text-ink-2">
          {STATES[state]}, {event.basis}
          {expected}
        </span>
        <Report event={event} />
      </Hint>
    </TooltipTrigger>
  );
}

function Report({ event }: { readonly event: StageEvent }) {
  const words = event.statuses.at(-1);
  const line = words ? `${words.name}: ${words.text}` : (event.evidence?.line.trim() ?? '');
  return line === '' ? null : <span className="mt-1 block font-mono break-all text-ink-3">{line}</span>;
}

function Drawn({ slot, usual, running, succeeded }: Omit<StageSlotProps, 'onEvidence'>) {
  const { event, state, stage, title, took } = slot;
  const live = state === 'running' && running;
  const strong = live || state === 'failed' || state === 'timed-out';
  return (
    <>
      <span
        className={classes(
          'relative block h-5 overflow-hidden rounded-sm transition-colors duration-180 group-hover:brightness-95 dark:group-hover:brightness-125',
          look(state, succeeded, running),
        )}
      >
        {live && (
          <span
            className="stripes animate-live absolute inset-y-0 left-0 bg-accent/55 transition-[width] duration-180"
            style={{ width: `${filled(slot, usual) * 100}%` }}
          />
        )}
      </span>
      <span
        className={classes(
          'mt-0.5 block h-3.5 truncate text-[11px] leading-3.5 tracking-tight',
          strong ? 'font-semibold text-ink' : event === null ? 'text-ink-3' : 'text-ink-2',
        )}
      >
        {SHORT[stage] ?? title}
      </span>
      <span className="flex h-3.5 items-center gap-1 overflow-hidden text-[11px] leading-3.5 whitespace-nowrap text-ink-3 tabular-nums">
        {event ? (
          <>
            <span className={strong ? 'text-ink' : undefined}>{duration(took)}</span>
            <BasisMark basis={event.basis} />
          </>
        ) : (
          state === 'to-come' && usual !== undefined && <span>~{duration(usual)}</span>
        )}
      </span>
    </>
  );
}
