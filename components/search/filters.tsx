'use client';
import { type ChosenFilter, filterIn, withFilter } from '../../lib/domain/search/filter-text.ts';
import { STAGES, stageTitle } from '../../lib/domain/stages.ts';
import { CompactSelect } from '../ui/compact-select.tsx';
import type { SelectOption } from '../ui/select-list.tsx';

const TIMES: readonly SelectOption[] = [
  { value: '1h', label: 'Last hour' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
];
const PORTS: readonly SelectOption[] = [
  { value: '0', label: 'ttyS0' },
  { value: '1', label: 'ttyS1' },
];
const FILTERS: readonly (readonly [
  ChosenFilter,
  label: string,
  all: string,
  options: readonly SelectOption[],
])[] = [
  ['since', 'Time', 'Any time', TIMES],
  ['stage', 'Stage', 'Any stage', STAGES.map((stage) => ({ value: stage, label: stageTitle(stage) }))],
  ['port', 'Port', 'Both ports', PORTS],
];

/** What is chosen here is written into the search. */
export const Filters = ({ q, onChange }: { readonly q: string; readonly onChange: (q: string) => void }) => (
  <div className="flex flex-wrap gap-2">
    {FILTERS.map(([key, label, all, options]) => {
      const chosen = filterIn(q, key) ?? '';
      const listed = [{ value: '', label: all }, ...options];
      const isListed = listed.some(({ value }) => value === chosen);
      return (
        <CompactSelect
          key={key}
          label={label}
          value={chosen}
          onChange={(value) => onChange(withFilter(q, key, value === '' ? null : value))}
          // Typed, or from an address.
          options={isListed ? listed : [...listed, { value: chosen, label: chosen }]}
          className="h-9 rounded-md px-2 text-sm"
        />
      );
    })}
  </div>
);
