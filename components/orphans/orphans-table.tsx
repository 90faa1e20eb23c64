import type { Orphan } from '../../lib/contract/orphan.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { ScrollX } from '../ui/page.tsx';
import { TD, TH } from '../ui/style.ts';

interface OrphansTableProps {
  readonly orphans: readonly Orphan[];
  /** Null: nothing can be chosen. */
  readonly chosen: ReadonlySet<string> | null;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

const MAKERS: Readonly<Record<Orphan['maker'], string>> = { console: 'this console', scripts: 'scripts' };

/** One row an orphan. */
export function OrphansTable({ orphans, chosen, onChoose }: OrphansTableProps) {
  const isAll = chosen !== null && orphans.every(({ id }) => chosen.has(id));
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  return (
    <ScrollX label="Orphans">
      <table className="stacked w-full">
        <thead>
          <tr className="border-b border-line">
            {chosen && (
              <th className={`${TH} w-8 pr-0 pl-4`}>
                <Checkbox
                  aria-label="Choose all"
                  isSelected={isAll}
                  onChange={() => onChoose(new Set(isAll ? [] : orphans.map(({ id }) => id)))}
                />
              </th>
            )}
            <th className={`${TH} ${chosen ? '' : 'pl-4'}`}>Kind</th>
            <th className={TH}>Name</th>
            <th className={TH}>Where</th>
            <th className={TH}>Made by</th>
            <th className={TH}>Why it is an orphan</th>
          </tr>
        </thead>
        <tbody>
          {orphans.map(({ id, kind, maker, host, name, reason }) => (
            <tr key={id} className="border-b border-line bg-panel hover:bg-hover">
              {chosen && (
                <td className={`${TD} pr-0 pl-4`}>
                  <Checkbox
                    aria-label={`Choose ${name}`}
                    isSelected={chosen.has(id)}
                    onChange={() => toggle(id)}
                  />
                </td>
              )}
              <td className={`${TD} ${chosen ? '' : 'pl-4'}`}>{kind}</td>
              <td className={`${TD} font-mono text-xs`} data-whole>
                {name}
              </td>
              <td className={TD}>{host ?? 'data directory'}</td>
              <td className={`${TD} text-ink-2`}>{MAKERS[maker]}</td>
              <td className={`${TD} text-ink-2`} data-whole>
                {reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
