'use client';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  /** A second line in the list. */
  readonly detail?: string;
  readonly disabled?: boolean;
}

/** What opens below a select. */
export const SelectList = ({ options }: { readonly options: readonly SelectOption[] }) => (
  <Popover className="animate-rise min-w-(--trigger-width) max-w-[min(32rem,90vw)] overflow-y-auto rounded-md border border-line-strong bg-raised p-1 shadow-float">
    <ListBox items={options.map((option) => ({ ...option, id: option.value }))} className="outline-none">
      {(option) => (
        <ListBoxItem
          textValue={option.label}
          className="cursor-default rounded-sm px-2 py-1.5 outline-none data-disabled:opacity-45 data-focused:bg-hover data-selected:font-medium data-selected:text-accent"
        >
          <Text slot="label">{option.label}</Text>
          {option.detail !== undefined && (
            <Text slot="description" className="block text-xs font-normal text-ink-3">
              {option.detail}
            </Text>
          )}
        </ListBoxItem>
      )}
    </ListBox>
  </Popover>
);
