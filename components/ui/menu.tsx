'use client';
import { useRef, useState, type ReactNode } from 'react';
import dynamic from 'next/dynamic';
import { ButtonContext } from 'react-aria-components/Button';
import type { MenuEntry, MenuFocus } from './menu-popover.tsx';

interface MenuProps {
  readonly label: string;
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly header?: ReactNode;
  readonly entries: readonly MenuEntry[];
}

const load = async () => (await import('./menu-popover.tsx')).MenuPopover;
const MenuPopover = dynamic(load);
const preload = (): void => void load().catch(() => undefined);

const OPENING: Readonly<Record<string, MenuFocus>> = { ArrowDown: 'first', ArrowUp: 'last' };

/** What is in a menu is loaded when its button is pointed at or has the focus. */
export function Menu({ label, trigger, header, entries }: MenuProps) {
  /** Null until it is opened for the first time. Afterwards it stays, so that the focus finds its way back. */
  const [focused, setFocused] = useState<MenuFocus | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const open = (focus: MenuFocus): void => {
    setFocused(focus);
    setIsOpen(true);
  };
  return (
    <>
      <ButtonContext
        value={{
          ref: button,
          'aria-haspopup': 'menu',
          'aria-expanded': isOpen,
          isPressed: isOpen,
          onHoverStart: preload,
          onFocus: preload,
          onPress: ({ pointerType }) => open(pointerType === 'mouse' ? true : 'first'),
          onKeyDown: (event) => {
            const opening = OPENING[event.key];
            if (opening === undefined) event.continuePropagation();
            else open(opening);
          },
        }}
      >
        {trigger}
      </ButtonContext>
      {focused !== null && (
        <MenuPopover
          label={label}
          trigger={button}
          header={header}
          entries={entries}
          focused={focused}
          isOpen={isOpen}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
