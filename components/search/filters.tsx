'use client';
import { type ChosenFilter, filterIn, withFilter } from '../../lib/domain/search/filter-text.ts';
import { STAGES, stageTitle } from '../../lib/domain/stages.ts';

type Option = readonly [value: string, label: string];

const TIMES: readonly Option[] = [
  ['1h', 'Last hour'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
];
const PORTS: readonly Option[] = [
  ['0', 'ttyS0'],
  ['1', 'ttyS1'],
];
const FILTERS: readonly (readonly [ChosenFilter, label: string, all: string, options: readonly Option[]])[] =
  [
    ['since', 'Time', 'Any time', TIMES],
    ['stage', 'Stage', 'Any stage', STAGES.map((stage) => [stage, stageTitle(stage)])],
    ['port', 'Port', 'Both ports', PORTS],
  ];

/** What is chosen here is written into the search. */
export const Filters = ({ q, onChange }: { readonly q: string; readonly onChange: (q: string) => void }) => (
  <div className="flex flex-wrap gap-2">
    {FILTERS.map(([key, label, all, options]) => {
      const chosen = filterIn(q, key) ?? '';
      const isListed = chosen === '' || options.some(([value]) => value === chosen);
      return (
        <select
          key={key}
          aria-label={label}
          value={chosen}
          onChange={({ target: { value } }) => onChange(withFilter(q, key, value === '' ? null : value))}
          className="h-9 rounded-md border border-edge bg-panel px-2 text-sm text-ink"
        >
          <option value="">{all}</option>
          {/* Typed, or from an address. */}
          {!isListed && <option value={chosen}>{chosen}</option>}
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      );
    })}
  </div>
);
