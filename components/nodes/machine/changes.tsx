import type { EditChange } from '../../../lib/domain/node-edit.ts';

interface ChangesProps {
  readonly changes: readonly EditChange[];
  /** Of a machine that is off, everything applies to its next start. */
  readonly isOn: boolean;
}

/** What changes, from what to what, and when. */
export function Changes({ changes, isOn }: ChangesProps) {
  if (changes.length === 0) return <p className="text-ink-3">Nothing changes.</p>;
  return (
    <section aria-label="Changes" className="rounded-md border border-line bg-panel px-3 py-2">
      <ul className="flex flex-col gap-1">
        {changes.map(({ field, title, from, to, effect }) => (
          <li key={field} className="flex flex-wrap items-baseline gap-x-2">
            <span className="w-28 shrink-0 text-ink-3">{title}</span>
            <span className="text-ink-2 line-through">{from || 'none'}</span>
            <span aria-hidden>→</span>
            <span className="font-medium">{to || 'none'}</span>
            {isOn && (
              <span className={`ml-auto text-xs ${effect === 'now' ? 'text-good' : 'text-warn'}`}>
                {effect === 'now' ? 'at once' : 'after its next power-off'}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
