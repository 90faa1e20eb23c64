'use client';
import ListFilter from 'lucide-react/icons/list-filter';
import X from 'lucide-react/icons/x';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { Node } from '../../lib/contract/node.ts';
import {
  WALL_FILTERS,
  wallChoices,
  type WallFilter,
  type WallFilterKey,
} from '../../lib/report/wall-filter.ts';
import { Menu } from '../ui/menu.tsx';

const FILTER_TITLES: Readonly<Record<WallFilterKey, string>> = {
  run: 'Run',
  host: 'Host',
  label: 'Label',
  template: 'Template',
  orchestrator: 'Orchestrator',
};

interface FilterChipsProps {
  /** Those on the wall, before it is limited. */
  readonly nodes: readonly Node[];
  readonly filter: WallFilter;
  readonly onChange: (key: WallFilterKey, value: string) => void;
  /** Runs have ids that nobody can say. */
  readonly runName: (id: string) => string;
}

/** What the wall is limited to, and what it can be limited to. */
export function FilterChips({ nodes, filter, onChange, runName }: FilterChipsProps) {
  const nameOf = (key: WallFilterKey, value: string): string => (key === 'run' ? runName(value) : value);
  const entries = WALL_FILTERS.flatMap((key) =>
    wallChoices(nodes, key)
      .filter(([value]) => value !== filter[key])
      .map(([value, count]) => ({
        id: `${key} ${value}`,
        label: `${FILTER_TITLES[key]}: ${nameOf(key, value)} · ${count}`,
        act: () => onChange(key, value),
      })),
  );
  const chosen = WALL_FILTERS.flatMap((key) => {
    const value = filter[key] ?? '';
    return value === '' ? [] : [{ key, value }];
  });
  return (
    <>
      {chosen.map(({ key, value }) => (
        <button
          key={key}
          type="button"
          onClick={() => onChange(key, '')}
          aria-label={`Remove the filter ${FILTER_TITLES[key]}: ${nameOf(key, value)}`}
          className="inline-flex h-7 max-w-56 min-w-0 items-center gap-1 rounded-md bg-accent-soft px-2 text-xs text-accent hover:brightness-110"
        >
          <span className="truncate">
            {FILTER_TITLES[key]}: {nameOf(key, value)}
          </span>
          <X aria-hidden size={12} className="shrink-0" />
        </button>
      ))}
      <Menu
        label="Limit the wall"
        entries={entries}
        trigger={
          <AriaButton
            aria-label="Filter the wall"
            className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-2.5 text-sm hover:bg-hover"
          >
            <ListFilter size={14} /> <span className="max-sm:sr-only">Filter</span>
          </AriaButton>
        }
      />
    </>
  );
}
