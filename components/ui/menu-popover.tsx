'use client';
import type { RefObject, ReactNode } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
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

/** What has the focus when a menu opens; true: the menu, where a mouse has opened it. */
export type MenuFocus = 'first' | 'last' | true;

interface MenuPopoverProps {
  readonly label: string;
  readonly trigger: RefObject<HTMLButtonElement | null>;
  readonly header: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly focused: MenuFocus;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A menu, below the button that opens it. */
export const MenuPopover = ({
  label,
  trigger,
  header,
  entries,
  focused,
  isOpen,
  onClose,
}: MenuPopoverProps) => (
  <Popover
    trigger="MenuTrigger"
    triggerRef={trigger}
    isOpen={isOpen}
    onOpenChange={onClose}
    placement="bottom end"
    className="animate-rise min-w-44 rounded-md border border-line-strong bg-raised p-1 shadow-float"
  >
    {header}
    <Menu aria-label={label} autoFocus={focused} onClose={onClose} className="outline-none">
      {entries.map((entry) => (
        <MenuItem
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
        </MenuItem>
      ))}
    </Menu>
  </Popover>
);
