'use client';
import { useEffect, useMemo, useState } from 'react';
import { replayOf } from '../data/recordings.ts';
import { GUTTER } from './gutter.ts';
import { LogTimes } from './log-times.ts';
import type { SerialView } from './serial-view.ts';

/** Pictures of the display that the answer may leave out: all that a boot can have. */
const ALL_PICTURES = 600;

interface TimeGutterProps {
  readonly view: SerialView;
  readonly node: string;
  readonly port: number;
  readonly boot: number;
}

interface Shown {
  readonly row: number;
  readonly text: string;
  readonly title: string;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
});

/** The lines in sight whose time is known; and whether more would be, if it was asked for. */
function inSight(view: SerialView, times: LogTimes): { readonly shown: Shown[]; readonly lacks: boolean } {
  let lacks = false;
  const shown = view.marksInSight().flatMap(({ row, offset }): Shown[] => {
    // What begins there has to have come.
    if (offset >= view.session.position) return [];
    const time = times.timeOf(offset);
    if (time === null) lacks = true;
    return time === null ? [] : [{ row, text: CLOCK.format(time), title: new Date(time).toISOString() }];
  });
  return { shown, lacks };
}

/** Where the first line is, and how high each is, in pixels. */
function linesOf({ terminal }: SerialView): { readonly top: number; readonly height: number } {
  const box = terminal.element?.getBoundingClientRect();
  const screen = terminal.element?.querySelector('.xterm-screen')?.getBoundingClientRect();
  if (!box || !screen) return { top: 0, height: 0 };
  return { top: screen.top - box.top, height: screen.height / terminal.rows };
}

/** The times of the lines in sight, and how high a line is. */
function useTimes(view: SerialView, times: LogTimes) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const [lines, setLines] = useState({ top: 0, height: 0 });
  useEffect(() => {
    view.setTimed(true);
    let frame = 0;
    let isAsked = false;
    const look = (): void => {
      frame = 0;
      const seen = inSight(view, times);
      setShown(seen.shown);
      setLines(linesOf(view));
      if (!seen.lacks || isAsked) return;
      isAsked = true;
      // Not more often than once a second, however much arrives.
      const again = (): void => void setTimeout(() => (isAsked = false), 1000);
      times
        .refresh()
        .then(soon, () => undefined)
        .finally(again);
    };
    const soon = (): void => void (frame ||= requestAnimationFrame(look));
    const watched = [
      view.terminal.onRender(soon),
      view.terminal.onScroll(soon),
      view.terminal.onResize(soon),
    ];
    soon();
    return () => {
      view.setTimed(false);
      cancelAnimationFrame(frame);
      for (const one of watched) one.dispose();
    };
  }, [view, times]);
  return { shown, ...lines };
}

/** Beside a terminal: when lines arrived. */
export function TimeGutter({ view, node, port, boot }: TimeGutterProps) {
  const times = useMemo(
    () =>
      new LogTimes(port, (offsets) =>
        replayOf(node, boot, new AbortController().signal, { offsets, pictures: ALL_PICTURES }),
      ),
    [node, port, boot],
  );
  const { shown, top, height } = useTimes(view, times);
  return (
    <div
      aria-hidden
      className="absolute inset-y-0 left-0 overflow-hidden border-r border-line text-ink-3"
      style={{ width: GUTTER }}
    >
      {shown.map(({ row, text, title }) => (
        <time
          key={row}
          dateTime={title}
          title={title}
          className="absolute right-1.5 font-mono text-[11px] tabular-nums"
          style={{ top: top + row * height, lineHeight: `${height}px` }}
        >
          {text}
        </time>
      ))}
    </div>
  );
}
