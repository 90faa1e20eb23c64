import type { Placed } from '../../lib/report/wall-order.ts';
import type { Node } from '../../lib/contract/node.ts';
import { counted } from '../../lib/domain/format.ts';

const ATTENTION = new Set(['failed', 'stalled', 'person', 'slow']);

/** `12 boots  2 need attention  7 booting  3 ready`. */
export function WallCounts({ placed }: { readonly placed: readonly Placed<Node>[] }) {
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
