'use client';
import { memo, type ReactNode, useRef } from 'react';
import type { Node } from '../../lib/contract/node.ts';
import type { SerialTail } from '../../lib/contract/serial-tail.ts';
import type { Mask } from '../../lib/domain/masking.ts';
import { isBooting, stageNote, statusTitle } from '../../lib/report/node-status.ts';
import type { Standing, Usual } from '../../lib/report/wall-order.ts';
import { type TailFeed, useTail } from '../data/tail-feed.ts';
import { StageBar } from '../timeline/stage-bar.tsx';
import { StageMark } from '../timeline/stage-mark.tsx';
import { useClockText } from '../ui/clock.ts';
import { classes } from '../ui/style.ts';
import { NEED_LOOKS, Reason, TileBar, TileTime } from './tile-parts.tsx';
import { TileScreen } from './tile-screen.tsx';
import { useInSight } from './use-in-sight.ts';

/** Whether a tile shows the machine's display: where it prints nothing, in any case, or not at all. */
export type ScreenChoice = 'auto' | 'always' | 'never';

export interface TileProps {
  readonly node: Node;
  readonly standing: Standing;
  readonly usual: Usual;
  readonly feed: TailFeed;
  readonly mask: Mask;
  readonly screens: ScreenChoice;
  /** It has the focus when the keyboard comes to the wall. */
  readonly isFirst: boolean;
  /** With no id, none is enlarged. */
  readonly onEnlarge: (id: string) => void;
  readonly isEnlarged: boolean;
  /** What an enlarged tile shows beside its output. */
  readonly details: ReactNode;
}

const FRAME =
  'group relative flex h-full min-h-0 w-full min-w-0 flex-col overflow-hidden rounded-lg border bg-panel text-left text-[length:var(--tile-text)]/[1.45]';

/** What a boot printed last, where it is and what it needs. */
export const Tile = memo(function Tile(props: TileProps) {
  const { node, standing, usual, mask, isFirst, onEnlarge, isEnlarged } = props;
  const look = NEED_LOOKS[standing.need];
  const note = standing.need === 'failed' ? '' : stageNote(node);
  const said = [statusTitle(node), look?.word, standing.reason].filter(
    (each) => each !== undefined && each !== '',
  );
  return (
    <article
      className={classes(
        FRAME,
        look?.frame ?? 'border-line-strong',
        node.stage === 'ready' && 'border-good/60',
      )}
    >
      <button
        type="button"
        data-tile={node.id}
        tabIndex={isFirst ? 0 : -1}
        aria-expanded={isEnlarged}
        aria-label={`${node.name}: ${said.join(', ')}`}
        onClick={() => onEnlarge(isEnlarged ? '' : node.id)}
        className="absolute inset-0 z-10 rounded-lg outline-offset-[-3px]"
      />
      <span className="flex items-center gap-1.5 px-2 pt-1.5">
        <StageMark node={node} />
        <span className="truncate font-mono font-semibold">{node.name}</span>
        <TileTime node={node} usual={usual} />
      </span>
      <span className="flex min-w-0 items-center gap-2 px-2 pb-1 text-ink-2">
        <span className="w-24 shrink-0">
          <StageBar node={node} />
        </span>
        <span className="shrink-0">{statusTitle(node)}</span>
        {note !== '' && (
          <span className="truncate text-ink-3" title={mask(note)}>
            {mask(note)}
          </span>
        )}
      </span>
      <TileBar node={node} usual={usual} />
      <Reason standing={{ ...standing, reason: mask(standing.reason) }} isWhole={isEnlarged} />
      {isEnlarged && props.details}
      <TileOutput {...props} />
    </article>
  );
});

/** So long without a byte is silence. */
const SILENT_MS = 20_000;

/** Whether the display may say more than the serial port, which is silent while the boot goes on. */
function useSilence({ node }: TileProps, tail: SerialTail | undefined): boolean {
  const at = tail?.boot === node.bootNumber ? tail.at : null;
  const silent = useClockText((now) => (at === null || now - Date.parse(at) > SILENT_MS ? 'silent' : ''));
  return silent !== '' && node.state === 'running' && isBooting(node);
}

/** What it printed, or what its display shows. */
function TileOutput(props: TileProps) {
  const { node, feed, screens } = props;
  const box = useRef<HTMLDivElement>(null);
  const tail = useTail(feed, node.id, useInSight(box));
  const isSilent = useSilence(props, tail);
  const text = <TileText {...props} tail={tail} />;
  const wantsScreen = screens === 'always' ? node.state === 'running' : screens === 'auto' && isSilent;
  return (
    <div ref={box} className="flex min-h-0 flex-1 flex-col">
      {wantsScreen ? <TileScreen node={node} otherwise={text} /> : text}
    </div>
  );
}

interface TileTextProps extends TileProps {
  readonly tail: SerialTail | undefined;
}

/** The end of what it printed; the newest line is always in sight. */
function TileText({ node, tail, mask, isEnlarged }: TileTextProps) {
  const lines = tail?.lines ?? [];
  const isPresent = tail?.boot === node.bootNumber;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col justify-end overflow-hidden border-t border-line bg-terminal px-2 py-1 font-mono text-[0.84em]/[1.4] text-ink-2">
      {lines.length === 0 || !isPresent ? (
        <span className="m-auto font-sans text-ink-3">{silence(node, tail !== undefined)}</span>
      ) : (
        <pre
          aria-label={`Last output of ${node.name}`}
          className={classes('font-mono', isEnlarged ? 'whitespace-pre-wrap wrap-anywhere' : '')}
        >
          {mask(lines.join('\n'))}
        </pre>
      )}
    </div>
  );
}

function silence({ state, bootNumber }: Node, isKnown: boolean): string {
  if (bootNumber === null) return 'Not powered on yet';
  if (!isKnown) return '';
  return state === 'running' ? 'Nothing printed yet' : 'Nothing was printed';
}
