'use client';
import { useEffect, useMemo, useRef, useState } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import type { Rule } from '../../../lib/contract/rule-file.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import type { Trial, TrialLine } from '../../../lib/domain/rules/trial.ts';
import { IconButton } from '../../ui/button.tsx';
import { RowWindow } from '../../ui/row-window.tsx';
import { classes } from '../../ui/style.ts';

/** Of a line; all are the same, so that a place in the recording is known before it is drawn. */
const LINE_PIXELS = 20;

interface Numbered extends TrialLine {
  readonly index: number;
}

interface TrialLinesProps {
  readonly trial: Trial;
  /** The rules on trial, whose texts are marked. */
  readonly rules: readonly Pick<Rule, 'text' | 'anyCase'>[];
}

/** The recording, line by line, with hits and near misses marked. */
export function TrialLines({ trial, rules }: TrialLinesProps) {
  const { lines, hits, misses } = trial;
  const scroller = useRef<HTMLDivElement>(null);
  const numbered = useMemo(() => lines.map((line, index): Numbered => ({ ...line, index })), [lines]);
  // Without a hit, the lines that come close are looked at.
  const places = hits.length > 0 ? hits : misses;
  const [chosen, setChosen] = useState(0);
  const at = places.length === 0 ? -1 : Math.min(chosen, places.length - 1);
  const line = places[at];
  useEffect(() => {
    const element = scroller.current;
    if (element === null || line === undefined) return;
    element.scrollTop = Math.max(0, line * LINE_PIXELS - element.clientHeight / 3);
  }, [line]);
  const word = hits.length > 0 ? 'hit' : 'near miss';
  const go = (by: number): void => setChosen((at + by + places.length) % places.length);
  return (
    <div className="flex min-h-0 flex-col border-t border-line">
      {places.length > 0 && (
        <div className="flex h-8 items-center gap-1 border-b border-line px-3 text-xs text-ink-2">
          <IconButton label={`Previous ${word}`} isDisabled={places.length < 2} onPress={() => go(-1)}>
            <ChevronUp size={14} />
          </IconButton>
          <IconButton label={`Next ${word}`} isDisabled={places.length < 2} onPress={() => go(1)}>
            <ChevronDown size={14} />
          </IconButton>
          <span className="tabular-nums">
            {word} {at + 1} of {places.length}, line {(line ?? 0) + 1}
          </span>
        </div>
      )}
      <div
        ref={scroller}
        role="region"
        aria-label="Recording"
        tabIndex={0}
        className="relative h-96 overflow-auto bg-terminal outline-offset-[-2px] lg:h-[calc(100vh-22rem)] lg:min-h-80"
      >
        <table className="min-w-full border-separate border-spacing-0 font-mono text-[11px] leading-5">
          <RowWindow
            items={numbered}
            row={(each) => <Line key={each.index} line={each} isHere={each.index === line} rules={rules} />}
          />
        </table>
      </div>
    </div>
  );
}

interface LineProps {
  readonly line: Numbered;
  readonly isHere: boolean;
  readonly rules: TrialLinesProps['rules'];
}

function Line({ line: { index, text, stage, hits, miss }, isHere, rules }: LineProps) {
  const isHit = hits.length > 0;
  return (
    <tr
      style={{ height: LINE_PIXELS }}
      data-hit={isHit || undefined}
      className={classes(isHit && 'bg-good-soft', miss !== null && 'bg-warn-soft')}
    >
      <td
        className={classes(
          'border-l-2 px-2 text-right text-ink-3 tabular-nums select-none',
          isHere ? 'border-accent' : 'border-transparent',
        )}
      >
        {index + 1}
      </td>
      <td className="pr-3 whitespace-pre">
        {stage !== null && (
          <span className="mr-2 rounded-sm bg-accent-soft px-1 font-sans text-accent">
            {stageTitle(stage)}
          </span>
        )}
        {isHit || miss !== null ? <Marked text={text} rules={rules} /> : text}
        {isHit && <span className="sr-only"> (hit)</span>}
        {miss !== null && <span className="ml-3 font-sans text-warn">{miss}</span>}
      </td>
    </tr>
  );
}

/** The line with the text that a rule looks for. */
function Marked({ text, rules }: { readonly text: string; readonly rules: LineProps['rules'] }) {
  const found = rules.flatMap(({ text: sought, anyCase }) => {
    const words = sought.trim();
    const at = anyCase === true ? text.toLowerCase().indexOf(words) : text.indexOf(words);
    return at < 0 ? [] : [{ at, end: at + words.length }];
  })[0];
  if (found === undefined) return text;
  return (
    <>
      {text.slice(0, found.at)}
      <mark className="rounded-xs bg-accent text-accent-ink">{text.slice(found.at, found.end)}</mark>
      {text.slice(found.end)}
    </>
  );
}
