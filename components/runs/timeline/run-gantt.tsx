'use client';
import { useRef } from 'react';
import CircleCheck from 'lucide-react/icons/circle-check';
import type { RunTimeline } from '../../../lib/contract/run-timeline.ts';
import { duration } from '../../../lib/domain/format.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { SUCCESS } from '../../timeline/stage-slot.tsx';
import { Link } from '../../ui/link.tsx';
import { classes } from '../../ui/style.ts';
import { type Bar, beside, type Chart, type Direction, type Row, tickLabel } from './gantt-scale.ts';

/** Where a bar is: its row, and its place in it. */
export interface Place {
  readonly row: number;
  readonly bar: number;
}

interface GanttProps {
  readonly chart: Chart;
  readonly timeline: RunTimeline;
  readonly picked: Place | null;
  /** What the pointer is over. */
  readonly pointed: Place | null;
  readonly onPick: (place: Place) => void;
  readonly onPoint: (place: Place | null) => void;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const ROW = 'grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 sm:grid-cols-[11rem_minmax(0,1fr)_4.5rem]';

/** When each node was in which stage: a bar for each, one of which has the focus; arrow keys lead to the others. */
export function RunGantt({ chart, timeline, picked, pointed, onPick, onPoint }: GanttProps) {
  const holder = useRef<HTMLOListElement>(null);
  const first = chart.rows.findIndex(({ bars }) => bars.length > 0);
  const focusable = picked ?? { row: first, bar: 0 };
  const lit = pointed ?? picked;
  const stage = lit === null ? null : chart.rows[lit.row]?.bars[lit.bar]?.stage;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const direction = DIRECTIONS[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    const next = beside(chart.rows, focusable, direction);
    onPick(next);
    holder.current?.querySelector<HTMLElement>(`[data-bar="${next.row}.${next.bar}"]`)?.focus();
  };
  return (
    <div className="px-4 py-2">
      <Axis chart={chart} />
      <ol
        ref={holder}
        aria-label="Stages of each node"
        onKeyDown={onKeyDown}
        onPointerLeave={() => onPoint(null)}
      >
        {chart.rows.map((row, index) => (
          <GanttRow
            key={row.node.id}
            row={row}
            index={index}
            chart={chart}
            isCritical={timeline.criticalPath?.node === row.node.name}
            focusable={focusable.row === index ? focusable.bar : null}
            stage={stage ?? null}
            onPick={onPick}
            onPoint={onPoint}
          />
        ))}
      </ol>
    </div>
  );
}

function Axis({ chart: { ticks, total } }: { readonly chart: Chart }) {
  return (
    <div aria-hidden className={classes(ROW, 'h-5 text-[11px] text-ink-3 tabular-nums')}>
      <span className="max-sm:hidden" />
      <span className="relative col-span-2 mr-5 block sm:col-span-1">
        {ticks.map((tick, index) => (
          <span
            key={tick}
            className={classes(
              'absolute whitespace-nowrap',
              index > 0 && 'border-l border-line pl-1',
              index % 2 === 1 && 'max-sm:hidden',
              // The last one has no room for its words.
              tick / total > 0.94 && 'hidden',
            )}
            style={{ left: `${(100 * tick) / total}%` }}
          >
            {tickLabel(tick)}
          </span>
        ))}
      </span>
    </div>
  );
}

interface RowProps {
  readonly row: Row;
  readonly index: number;
  readonly chart: Chart;
  readonly isCritical: boolean;
  readonly focusable: number | null;
  readonly stage: Bar['stage'] | null;
  readonly onPick: (place: Place) => void;
  readonly onPoint: (place: Place) => void;
}

function GanttRow({ row, index, chart, isCritical, focusable, stage, onPick, onPoint }: RowProps) {
  const { node, bars, took } = row;
  const end = bars.at(-1);
  return (
    <li className={classes(ROW, 'items-center border-t border-line py-1')}>
      <span className="flex min-w-0 items-center gap-1.5">
        <Link href={`/nodes/${node.id}?tab=boots`} className="min-w-0 truncate font-medium hover:underline">
          {node.name}
        </Link>
        {isCritical && (
          <span className="rounded-sm border border-line-strong px-1 text-[11px] whitespace-nowrap text-ink-2">
            last
          </span>
        )}
      </span>
      <span className="relative mr-5 block h-5 max-sm:order-last max-sm:col-span-2">
        {bars.map((bar, at) => (
          <GanttBar
            // A stage may come twice.
            key={`${bar.stage}-${String(at)}`}
            bar={bar}
            place={`${index}.${at}`}
            total={chart.total}
            isReady={node.readyAt !== null}
            isMuted={stage !== null && stage !== bar.stage}
            isFocusable={focusable === at}
            label={`${node.name}, ${stageTitle(bar.stage)}, ${duration(bar.took)}${WORDS[bar.outcome]}`}
            onPick={() => onPick({ row: index, bar: at })}
            onPoint={() => onPoint({ row: index, bar: at })}
          />
        ))}
        {node.readyAt !== null && end !== undefined && (
          <CircleCheck
            aria-label="ready"
            size={13}
            className="absolute top-1 ml-1 text-good"
            style={{ left: `${(100 * (end.from + end.took)) / chart.total}%` }}
          />
        )}
      </span>
      <span className="text-right whitespace-nowrap text-ink-2 tabular-nums">
        {bars.length === 0 ? '–' : duration(took)}
      </span>
    </li>
  );
}

const WORDS: Readonly<Record<Bar['outcome'], string>> = {
  passed: '',
  running: ', running',
  failed: ', failed',
  'timed-out': ', timed out',
  cancelled: ', cancelled',
};

function look({ stage, outcome, isOpen }: Bar, isReady: boolean): string {
  if (outcome === 'failed') return 'bg-bad text-panel';
  if (outcome === 'timed-out') return 'bg-warn text-panel';
  if (isOpen) return 'stripes animate-live bg-accent-soft ring-1 ring-inset ring-accent';
  // It is not on yet: it waits for its turn.
  if (stage === 'defined') return 'border border-dashed border-line-strong';
  return isReady ? `${SUCCESS} dark:text-ground` : 'bg-bar';
}

/** From here on there is room for its name. */
const WIDE = 0.09;

interface BarProps {
  readonly bar: Bar;
  readonly place: string;
  readonly total: number;
  readonly isReady: boolean;
  readonly isMuted: boolean;
  readonly isFocusable: boolean;
  readonly label: string;
  readonly onPick: () => void;
  readonly onPoint: () => void;
}

function GanttBar({ bar, place, total, isReady, isMuted, isFocusable, label, onPick, onPoint }: BarProps) {
  const width = bar.took / total;
  return (
    <button
      type="button"
      data-bar={place}
      tabIndex={isFocusable ? 0 : -1}
      aria-label={label}
      title={label}
      onFocus={onPick}
      onPointerEnter={onPoint}
      onClick={onPick}
      // Opaque below its colour: the shortest bars lie on each other.
      className="absolute inset-y-0 overflow-hidden rounded-sm bg-ground text-left text-[11px] whitespace-nowrap"
      style={{ left: `${(100 * bar.from) / total}%`, width: `max(3px, ${100 * width}%)` }}
    >
      <span
        className={classes(
          'block h-5 border-r border-ground px-1 leading-5 transition-opacity duration-150',
          look(bar, isReady),
          isMuted && 'opacity-40',
        )}
      >
        {width > WIDE && <span className="max-sm:hidden">{stageTitle(bar.stage)}</span>}
      </span>
    </button>
  );
}
