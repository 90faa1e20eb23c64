'use client';
import type { ReactNode } from 'react';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import { LABEL } from './field.tsx';

interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Null: nothing is chosen yet. */
  readonly chosen: T | null;
  readonly onChoose: (id: T) => void;
  readonly options: readonly {
    readonly id: T;
    readonly label: ReactNode;
    /** What it means, or why it cannot be chosen. */
    readonly detail: ReactNode;
    readonly disabled?: boolean;
  }[];
}

/** One of a few that need a sentence each. */
export function Choice<T extends string>({ label, chosen, onChoose, options }: ChoiceProps<T>) {
  return (
    <RadioGroup
      className="flex min-w-0 flex-col gap-1.5"
      value={chosen}
      onChange={(value) => {
        const next = options.find(({ id }) => id === value);
        if (next) onChoose(next.id);
      }}
    >
      <Label className={LABEL}>{label}</Label>
      {options.map(({ id, label: text, detail, disabled = false }) => (
        <RadioField key={id} value={id} isDisabled={disabled}>
          <RadioButton className="group flex items-start gap-2.5 rounded-md border border-line px-3 py-2 data-disabled:bg-sunken data-focus-visible:outline-2 data-focus-visible:outline-accent data-selected:border-accent data-selected:bg-accent-soft">
            <span
              aria-hidden
              className="mt-0.5 size-4 shrink-0 rounded-full border border-edge bg-panel group-data-disabled:opacity-45 group-data-selected:border-[5px] group-data-selected:border-accent"
            />
            <span className="min-w-0">
              <span className="block font-medium break-words group-data-disabled:text-ink-3">{text}</span>
              <span className="block text-xs text-ink-2">{detail}</span>
            </span>
          </RadioButton>
        </RadioField>
      ))}
    </RadioGroup>
  );
}
