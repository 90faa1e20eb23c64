'use client';
import Bookmark from 'lucide-react/icons/bookmark';
import Plus from 'lucide-react/icons/plus';
import Tag from 'lucide-react/icons/tag';
import X from 'lucide-react/icons/x';
import { Button as AriaButton } from 'react-aria-components/Button';
import { usePreference } from '../data/preference.ts';
import { Menu } from '../ui/menu.tsx';
import type { MenuEntry } from '../ui/menu-popover.tsx';
import { parseFilters } from './saved-filters.ts';

interface FilterMenuProps {
  readonly label: string;
  /** Under which name this browser keeps them. */
  readonly preference: string;
  /** Filters that the list offers by itself, and how many rows each has. */
  readonly offered: readonly { readonly label: string; readonly count: number; readonly filter: string }[];
  readonly filter: string;
  readonly onChange: (filter: string) => void;
}

/** Filters that were saved in this browser, and those that the list offers. */
export function FilterMenu({ label, preference, offered, filter, onChange }: FilterMenuProps) {
  const [stored, setStored] = usePreference(preference, '[]');
  const saved = parseFilters(stored);
  const present = filter.trim();
  const entries: MenuEntry[] = saved.map((each) => ({
    id: `saved ${each}`,
    label: each,
    icon: <Bookmark size={14} />,
    act: () => onChange(each),
  }));
  for (const each of offered)
    entries.push({
      id: `offered ${each.filter}`,
      label: `${each.label} · ${each.count}`,
      icon: <Tag size={14} className="text-ink-3" />,
      act: () => onChange(each.filter),
    });
  if (saved.includes(present))
    entries.push({
      id: 'forget',
      label: `Forget “${present}”`,
      icon: <X size={14} />,
      act: () => setStored(JSON.stringify(saved.filter((each) => each !== present))),
    });
  else
    entries.push({
      id: 'save',
      label: present === '' ? 'Save this filter' : `Save “${present}”`,
      icon: <Plus size={14} />,
      refusal: present === '' ? 'type one first' : null,
      act: () => setStored(JSON.stringify([...saved, present].toSorted())),
    });
  return (
    <Menu
      label={label}
      entries={entries}
      trigger={
        <AriaButton
          aria-label={label}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md border border-line-strong bg-panel hover:bg-hover"
        >
          <Bookmark size={14} />
        </AriaButton>
      }
    />
  );
}
