'use client';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';

export interface TabEntry {
  readonly id: string;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly entries: readonly TabEntry[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  /** At the end of the row. */
  readonly aside?: ReactNode;
}

export function Tabs({ label, entries, chosen, onChoose, aside }: TabsProps) {
  return (
    <AriaTabs
      selectedKey={chosen}
      onSelectionChange={(key) => onChoose(String(key))}
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="flex h-8 shrink-0 items-center gap-2 border-b border-line pr-3">
        <TabList
          aria-label={label}
          className="flex h-8 min-w-0 flex-1 overflow-x-auto overflow-y-hidden gap-1 px-3"
        >
          {entries.map((entry) => (
            <Tab
              key={entry.id}
              id={entry.id}
              className="-mb-px flex whitespace-nowrap cursor-default items-center gap-1.5 border-b-2 border-transparent px-2.5 text-ink-2 transition-colors duration-150 hover:text-ink data-selected:border-accent data-selected:font-medium data-selected:text-ink"
            >
              {entry.label}
            </Tab>
          ))}
        </TabList>
        {aside}
      </div>
      {entries.map((entry) => (
        <TabPanel key={entry.id} id={entry.id} className="flex min-h-0 flex-1 flex-col outline-offset-[-2px]">
          {entry.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
