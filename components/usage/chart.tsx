'use client';
import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useShownTheme } from '../data/theme.ts';

interface Line {
  readonly name: string;
  /** What the number is of, in words. */
  readonly of?: string;
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  /** At most two: the second is dashed. */
  readonly lines: readonly Line[];
  /** Seconds that the graph shows, up to the latest time. */
  readonly span: number;
  readonly format: (value: number) => string;
  /** The scale reaches at least so far. */
  readonly atLeast: number;
  /** What the numbers of the scale are multiples of: powers of two for bytes. */
  readonly binary?: boolean;
  /** Few values, each of which is marked. */
  readonly hasPoints?: boolean;
}

const HEIGHT = 132;
const POWERS_OF_TWO = Array.from({ length: 44 }, (_, exponent) => 2 ** exponent);
const HOURS = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAYS = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const TWO_DAYS = 2 * 86_400;

const clockOf = (span: number): Intl.DateTimeFormat => (span > TWO_DAYS ? DAYS : HOURS);

interface Colours {
  readonly lines: readonly [string, string];
  readonly fill: string;
  readonly text: string;
  readonly grid: string;
}

/** A canvas knows no custom properties: what they mean for an element now. */
function coloursOf(element: HTMLElement): Colours {
  const probe = element.appendChild(document.createElement('span'));
  const of = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    lines: [of('accent'), of('ink-2')] as const,
    ...{ fill: of('accent-soft'), text: of('ink-3'), grid: of('line') },
  };
  probe.remove();
  return colours;
}

type Drawn = Pick<ChartProps, 'lines' | 'span' | 'format' | 'atLeast' | 'binary' | 'hasPoints'>;

function optionsOf(
  { lines, span, format, atLeast, binary = false, hasPoints = false }: Drawn,
  { lines: strokes, fill, text, grid }: Colours,
  onHover: (index: number | null) => void,
): Omit<uPlot.Options, 'width'> {
  const axis = { stroke: text, font: '11px "Inter Variable", sans-serif', ticks: { show: false } };
  return {
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: true, range: (_plot, _min, max) => [max - span, max] },
      y: { range: (_plot, _min, max) => [0, Math.max(atLeast, max * 1.1)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        values: (_plot, times) => times.map((time) => clockOf(span).format(time * 1000)),
      },
      {
        ...axis,
        grid: { stroke: grid, width: 1 },
        size: 74,
        ...(binary ? { incrs: POWERS_OF_TWO } : {}),
        values: (_plot, values) => values.map(format),
      },
    ],
    series: [
      {},
      ...lines.map((_, index) => ({
        stroke: strokes[index === 0 ? 0 : 1],
        width: 1.5,
        points: { show: hasPoints, size: 5 },
        ...(index === 0 ? { fill } : { dash: [4, 3] }),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? null)] },
  };
}

const dataOf = ({ times, lines }: Pick<ChartProps, 'times' | 'lines'>): uPlot.AlignedData => [
  [...times],
  ...lines.map(({ values }) => [...values]),
];

/** What a line says at a place; the latest without one. */
function read({ values, of = '' }: Line, index: number | null, format: ChartProps['format']): string {
  const value = index === null ? values.findLast((each) => each !== null) : values[index];
  return value == null ? 'unknown' : `${format(value)}${of}`;
}

/** A graph over time; the numbers are those under the pointer, or the latest. */
export function Chart(props: ChartProps) {
  const { title, times, lines, format, span } = props;
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const theme = useShownTheme();
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    const element = holder.current;
    if (element === null) return undefined;
    const options = optionsOf(latest.current, coloursOf(element), setHovered);
    const drawn = new uPlot({ ...options, width: element.clientWidth }, dataOf(latest.current), element);
    plot.current = drawn;
    const resizing = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    resizing.observe(element);
    return () => {
      resizing.disconnect();
      drawn.destroy();
      plot.current = null;
    };
    // Colours and scales are fixed when it is made; data is not.
  }, [theme, props.span, props.atLeast, lines.length]);
  useEffect(() => plot.current?.setData(dataOf({ times, lines })), [times, lines]);
  const texts = lines.map((line) => `${line.name} ${read(line, null, format)}`).join(', ');
  return (
    <figure className="min-w-0 rounded-lg border border-line bg-panel p-3">
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-4 text-xs">
        <span className="text-sm font-semibold">{title}</span>
        {lines.map((line, index) => (
          <span key={line.name} className="inline-flex items-center gap-1.5 text-ink-2">
            <span
              aria-hidden
              className={`w-4 border-t-2 ${index === 0 ? 'border-accent' : 'border-dashed border-ink-2'}`}
            />
            {line.name}
            <span className="text-ink tabular-nums">{read(line, hovered, format)}</span>
          </span>
        ))}
        <span className="ml-auto text-ink-3 tabular-nums">
          {hovered === null || times[hovered] === undefined
            ? ''
            : clockOf(span).format(times[hovered] * 1000)}
        </span>
      </figcaption>
      <div ref={holder} role="img" aria-label={`${title}: now ${texts}`} style={{ height: HEIGHT }} />
    </figure>
  );
}
