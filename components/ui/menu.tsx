'use client';
import { type ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  /** Why it cannot be done now: it is disabled, with this beside it. */
  readonly refusal?: string | null;
  readonly act: () => void;
}

interface MenuProps {
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly header?: ReactNode;
  readonly entries: readonly MenuEntry[];
}

export function Menu({ label, trigger, header, entries }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover
        placement="bottom end"
        className="animate-rise min-w-44 rounded-md border border-line-strong bg-raised p-1 shadow-float"
      >
        {header}
        <AriaMenu aria-label={label} className="outline-none">
          {entries.map((entry) => (
            <AriaMenuItem
              key={entry.id}
              id={entry.id}
              isDisabled={entry.refusal != null}
              textValue={entry.label}
              onAction={entry.act}
              className={`flex h-8 cursor-default items-center gap-2 rounded-sm px-2 outline-none data-disabled:opacity-40 data-focused:bg-hover ${entry.danger === true ? 'text-bad' : ''}`}
            >
              {entry.icon}
              {entry.label}
              {entry.refusal != null && <span className="ml-auto pl-4 text-xs">{entry.refusal}</span>}
            </AriaMenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
