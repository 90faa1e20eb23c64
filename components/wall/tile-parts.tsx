import type { ReactNode } from 'react';
import CircleX from 'lucide-react/icons/circle-x';
import Clock from 'lucide-react/icons/clock-alert';
import Hand from 'lucide-react/icons/hand';
import Snail from 'lucide-react/icons/snail';
import { duration } from '../../lib/domain/format.ts';
import {
  bootTime,
  type Need,
  type Standing,
  type Usual,
  type WallNode,
} from '../../lib/report/wall-order.ts';
import { useClockText } from '../ui/clock.ts';
import { classes } from '../ui/style.ts';

interface NeedLook {
  readonly word: string;
  readonly icon: ReactNode;
  /** Of the strip with the reason. */
  readonly strip: string;
  readonly frame: string;
}

const BAD = { strip: 'bg-bad-soft text-bad', frame: 'border-bad' };
const WARN = { strip: 'bg-warn-soft text-warn', frame: 'border-warn' };

/** Those that a tile says in a word, with a colour and a shape. */
export const NEED_LOOKS: Readonly<Partial<Record<Need, NeedLook>>> = {
  failed: {
    ...BAD,
    word: 'Failed',
    icon: <CircleX aria-hidden size={13} className="mt-0.5 shrink-0" />,
  },
  stalled: {
    ...WARN,
    word: 'Stalled',
    icon: <Clock aria-hidden size={13} className="mt-0.5 shrink-0" />,
  },
  person: {
    ...WARN,
    word: 'Waits for a person',
    icon: <Hand aria-hidden size={13} className="mt-0.5 shrink-0" />,
  },
  slow: {
    strip: 'bg-warn-soft text-warn',
    frame: 'border-line-strong',
    word: 'Slow',
    icon: <Snail aria-hidden size={13} className="mt-0.5 shrink-0" />,
  },
};

/** Why a tile is where it is; `isWhole`: however long it is. */
export function Reason({ standing, isWhole }: { readonly standing: Standing; readonly isWhole: boolean }) {
  const look = NEED_LOOKS[standing.need];
  if (look === undefined) return null;
  return (
    <span
      className={classes('flex items-start gap-1.5 px-2 py-1 text-[0.95em] leading-snug', look.strip)}
      title={standing.reason}
    >
      {look.icon}
      <span className={isWhole ? '' : 'line-clamp-2'}>
        <span className="font-semibold">{look.word}</span>
        {standing.reason !== '' && <>: {standing.reason}</>}
      </span>
    </span>
  );
}

interface TileTimeProps {
  readonly node: WallNode;
  readonly usual: Usual;
}

const textOf = ({ node, usual }: TileTimeProps, now: number): string => {
  const time = bootTime(node, usual, now);
  if (time === null) return '';
  const whole = time.usual === null ? '' : ` / ${duration(time.usual)}`;
  const share = time.usual === null ? -1 : Math.min(100, Math.round((time.elapsed / time.usual) * 100));
  return `${duration(time.elapsed)}${whole}\n${share}\n${time.isOver}`;
};

/** How long the boot has taken, against what is usual. */
export function TileTime(props: TileTimeProps) {
  const [text = ''] = useClockText((now) => textOf(props, now)).split('\n');
  return (
    <span
      className="ml-auto shrink-0 text-[0.92em] text-ink-2 tabular-nums"
      title="Time since power-on / what boots of this template usually take"
    >
      {text}
    </span>
  );
}

/** The same as a thin bar, full when the usual time is over. */
export function TileBar(props: TileTimeProps) {
  const [, share = '-1', isOver] = useClockText((now) => textOf(props, now)).split('\n');
  const width = Number(share);
  const ink = isOver === 'true' ? 'bg-bar' : width >= 100 ? 'bg-warn' : 'bg-accent';
  return (
    <span aria-hidden className="block h-[3px] w-full bg-line">
      {width >= 0 && <span className={classes('block h-full', ink)} style={{ width: `${width}%` }} />}
    </span>
  );
}
