import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { FIRST, type Rows, rowsInSight, within } from './rows-in-sight.ts';

/** Rows that nobody has measured yet are taken to be this high: see TD. */
const ROW_PIXELS = 37;

interface RowWindowProps<Item> {
  readonly items: readonly Item[];
  /** A `tr` with a key, which is not drawn again for the same item. */
  readonly row: (item: Item) => ReactNode;
}

interface Window extends Rows {
  readonly rowHeight: number;
}

/** The body of a table of any length: only rows near the sight are there, the others are room. */
export function RowWindow<Item>({ items, row }: RowWindowProps<Item>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const seen = useWindow(body, items.length);
  const { from, to } = within(seen, items.length);
  const rows = useMemo(() => items.slice(from, to), [items, from, to]);
  return (
    <tbody ref={body}>
      <Room rows={from} rowHeight={seen.rowHeight} />
      {rows.map(row)}
      <Room rows={items.length - to} rowHeight={seen.rowHeight} />
    </tbody>
  );
}

const Room = ({ rows, rowHeight }: { readonly rows: number; readonly rowHeight: number }) =>
  rows === 0 ? null : (
    <tr aria-hidden style={{ height: rows * rowHeight }}>
      <td className="p-0" />
    </tr>
  );

/** Which rows are near the sight, as something around them is scrolled. */
function useWindow(body: React.RefObject<HTMLTableSectionElement | null>, rows: number): Window {
  const [seen, setSeen] = useState<Window>({ from: 0, to: FIRST, rowHeight: ROW_PIXELS });
  const height = useRef(ROW_PIXELS);
  useEffect(() => {
    const look = (): void => {
      if (body.current === null) return;
      const now = near(body.current, height.current);
      setSeen((before) => (isSame(before, now) ? before : now));
    };
    const measure = (): void => {
      if (body.current !== null) height.current = rowHeightIn(body.current) ?? height.current;
      look();
    };
    measure();
    // Scrolling does not bubble.
    document.addEventListener('scroll', look, { capture: true, passive: true });
    window.addEventListener('resize', measure);
    return () => {
      document.removeEventListener('scroll', look, { capture: true });
      window.removeEventListener('resize', measure);
    };
  }, [body, rows]);
  return seen;
}

const isSame = (one: Window, other: Window): boolean =>
  one.from === other.from && one.to === other.to && one.rowHeight === other.rowHeight;

const near = (body: HTMLTableSectionElement, rowHeight: number): Window => ({
  ...rowsInSight(body.getBoundingClientRect().top, window.innerHeight, rowHeight),
  rowHeight,
});

/** Their mean: on a narrow screen, rows are as high as their text. Null without rows. */
function rowHeightIn(body: HTMLTableSectionElement): number | null {
  const rows = [...body.rows].filter((row) => !row.ariaHidden);
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return null;
  const height = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  return height > 0 ? height / rows.length : null;
}
