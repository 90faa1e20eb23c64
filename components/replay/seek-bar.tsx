'use client';
import type { Chapter } from '../../lib/contract/replay.ts';
import { clock } from '../../lib/domain/format.ts';
import type { Hit } from './output-lines.ts';
import { stageTitle } from '../../lib/domain/stages.ts';
import { classes } from '../ui/style.ts';
import type { Player } from './player.ts';
import { usePlayerState } from './use-player.ts';

interface SeekBarProps {
  readonly player: Player;
  readonly hits: readonly Hit[];
}

/** The whole recording: its stages, each to begin at, and a slider. Without pauses it shows time without them. */
export function SeekBar({ player, hits }: SeekBarProps) {
  const { time, duration, chapters, present, axis } = usePlayerState(player);
  const whole = Math.max(1, axis.toAxis(duration));
  const share = (moment: number): number => Math.min(1, axis.toAxis(moment) / whole);
  return (
    <div className="relative px-3 pt-1.5">
      <ol aria-label="Stages in this recording" className="relative h-5 overflow-hidden">
        {chapters.map((chapter, index) => (
          <ChapterMark
            key={`${chapter.stage} ${chapter.at}`}
            chapter={chapter}
            from={share(chapter.at)}
            to={share(chapters[index + 1]?.at ?? duration)}
            isPresent={present === chapter}
            onChoose={() => player.seek(chapter.at)}
          />
        ))}
      </ol>
      <div className="relative h-5">
        <input
          type="range"
          aria-label="Time in the recording"
          aria-valuetext={`${clock(time)} of ${clock(duration)}`}
          min={0}
          max={whole}
          step="any"
          value={axis.toAxis(time)}
          onChange={(event) => player.seek(axis.fromAxis(event.target.valueAsNumber))}
          className="absolute inset-0 m-0 h-5 w-full cursor-pointer accent-accent"
        />
        {hits.map(({ position, port, at }) => (
          <span
            key={`${port} ${position}`}
            aria-hidden
            className="pointer-events-none absolute top-0 h-1 w-[3px] -translate-x-1/2 bg-warn"
            style={{ left: `${share(at) * 100}%` }}
          />
        ))}
      </div>
    </div>
  );
}

/** A narrower one has its name on hover only. */
const NAMED_FROM = 0.07;

interface ChapterMarkProps {
  readonly chapter: Chapter;
  /** Shares of the bar. */
  readonly from: number;
  readonly to: number;
  readonly isPresent: boolean;
  readonly onChoose: () => void;
}

function ChapterMark({ chapter: { stage, at }, from, to, isPresent, onChoose }: ChapterMarkProps) {
  return (
    <li
      className="absolute inset-y-0"
      style={{ left: `${from * 100}%`, width: `${Math.max(0.4, (to - from) * 100)}%` }}
    >
      <button
        type="button"
        title={`${stageTitle(stage)}, ${clock(at)}`}
        aria-label={`${stageTitle(stage)}, from ${clock(at)}`}
        aria-current={isPresent}
        onClick={onChoose}
        className={classes(
          'h-full w-full truncate border-l px-1 text-left text-[11px]',
          isPresent
            ? 'border-accent bg-accent-soft font-medium text-ink'
            : 'border-line-strong text-ink-3 hover:bg-hover hover:text-ink',
        )}
      >
        {to - from > NAMED_FROM ? stageTitle(stage) : ''}
      </button>
    </li>
  );
}
