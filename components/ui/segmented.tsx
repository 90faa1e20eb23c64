'use client';
import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { classes } from './style.ts';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly label: ReactNode }[];
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
  readonly className?: string;
}

/** One of a few, side by side. */
export function Segmented<T extends string>({
  label,
  options,
  chosen,
  onChoose,
  className,
}: SegmentedProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectedKeys={[chosen]}
      disallowEmptySelection
      onSelectionChange={(keys) => {
        const next = options.find(({ id }) => keys.has(id));
        if (next) onChoose(next.id);
      }}
      className={classes('flex w-fit shrink-0 gap-0.5 rounded-md bg-sunken p-0.5 text-xs', className)}
    >
      {options.map(({ id, label: text }) => (
        <ToggleButton
          key={id}
          id={id}
          className="rounded-sm px-2 py-0.5 text-ink-2 hover:text-ink data-selected:bg-panel data-selected:font-medium data-selected:text-ink data-selected:ring-1 data-selected:ring-line-strong"
        >
          {text}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
