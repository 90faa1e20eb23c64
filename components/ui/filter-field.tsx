'use client';
import type { KeyboardEventHandler, Ref } from 'react';
import { Input } from 'react-aria-components/Input';
import { SearchField } from 'react-aria-components/SearchField';

interface FilterFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onKeyDown?: KeyboardEventHandler<HTMLInputElement>;
  readonly ref?: Ref<HTMLInputElement>;
}

/** Narrows a list down; Escape empties it. */
export const FilterField = ({ label, placeholder, value, onChange, onKeyDown, ref }: FilterFieldProps) => (
  <SearchField aria-label={label} value={value} onChange={onChange} className="min-w-0">
    <Input
      ref={ref ?? null}
      placeholder={placeholder}
      {...(onKeyDown && { onKeyDown })}
      className="h-8 w-40 rounded-md border border-edge bg-panel px-2.5 text-sm placeholder:text-ink-3 md:w-56"
    />
  </SearchField>
);
