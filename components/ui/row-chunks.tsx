import { memo, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';

/** Rows that are drawn and taken away together. */
const CHUNK = 40;
/** Rows of a chunk that nobody has seen yet are taken to be this high: see TD. */
const ROW_PIXELS = 37;
/** Drawn before they come into sight. */
const MARGIN = '800px';

interface RowChunksProps<Item> {
  readonly items: readonly Item[];
  /** A `tr` with a key; the same function as long as it draws the same. */
  readonly row: (item: Item) => ReactNode;
}

/** The body of a table of any length: only rows near the sight are drawn, the others are room. */
export function RowChunks<Item>({ items, row }: RowChunksProps<Item>) {
  const chunks = useMemo(
    () =>
      Array.from({ length: Math.ceil(items.length / CHUNK) }, (_, index) =>
        items.slice(index * CHUNK, (index + 1) * CHUNK),
      ),
    [items],
  );
  return chunks.map((chunk, index) => (
    // By place: what is in sight stays drawn when the list is sorted or filtered.
    <Chunk
      key={index}
      rows={chunk.length}
      isFirst={index === 0}
      draw={() => chunk.map(row)}
      of={chunk}
      by={row}
    />
  ));
}

interface ChunkProps {
  readonly rows: number;
  readonly isFirst: boolean;
  readonly draw: () => ReactNode;
  /** What is drawn, by which it is drawn again. */
  readonly of: readonly unknown[];
  readonly by: unknown;
}

/** Chunks of the same items are not drawn again. */
const isSame = (before: ChunkProps, now: ChunkProps): boolean =>
  before.by === now.by &&
  before.of.length === now.of.length &&
  before.of.every((item, index) => item === now.of[index]);

const Chunk = memo(function Chunk({ rows, isFirst, draw }: ChunkProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [isNear, setNear] = useState(isFirst);
  const [rowHeight, setRowHeight] = useState(ROW_PIXELS);
  useEffect(() => {
    const element = body.current;
    if (element === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const now = entries.at(-1);
        if (now === undefined) return;
        // Measured before its rows go: on a narrow screen they are as high as their text.
        if (!now.isIntersecting && element.rows.length > 1)
          setRowHeight(element.offsetHeight / element.rows.length);
        setNear(now.isIntersecting);
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <tbody ref={body}>{isNear ? draw() : <tr aria-hidden style={{ height: rows * rowHeight }} />}</tbody>
  );
}, isSame);
