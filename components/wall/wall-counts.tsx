import { useMemo } from 'react';
import { counted } from '../../lib/domain/format.ts';
import { wallOrder } from '../../lib/report/wall-order.ts';
import { useNow } from '../ui/clock.ts';
import type { WallSource } from './boot-wall.tsx';

const ATTENTION = new Set(['failed', 'stalled', 'person', 'slow']);

/** `12 boots  2 need attention  7 booting  3 ready`, by the clock: what becomes slow is counted then. */
export function WallCounts({ source: { nodes, usualOf } }: { readonly source: WallSource }) {
  const now = useNow();
  const placed = useMemo(() => wallOrder(nodes, usualOf, now), [nodes, usualOf, now]);
  if (placed.length === 0) return null;
  const count = (is: (need: string) => boolean): number =>
    placed.filter(({ standing: { need } }) => is(need)).length;
  const help = count((need) => ATTENTION.has(need));
  const counts = [
    [help, help === 1 ? 'needs attention' : 'need attention', 'text-bad'],
    [count((need) => need === 'booting'), 'booting', 'text-accent'],
    [count((need) => need === 'waiting'), 'waiting', 'text-ink-2'],
    [count((need) => need === 'ready'), 'ready', 'text-good'],
  ] as const;
  return (
    <span className="flex flex-wrap gap-x-3">
      <span>{counted(placed.length, 'boot')}</span>
      {counts.map(([number, word, ink]) =>
        number === 0 ? null : (
          <span key={word}>
            <span className={`font-semibold ${ink}`}>{number}</span> {word}
          </span>
        ),
      )}
    </span>
  );
}
