'use client';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from 'react-aria-components/Checkbox';

interface CheckboxProps extends Omit<CheckboxFieldProps, 'className' | 'children'> {
  readonly children?: ReactNode;
}

export const Checkbox = ({ children, ...field }: CheckboxProps) => (
  <CheckboxField {...field} className="w-fit">
    <CheckboxButton className="group flex cursor-pointer items-start gap-2">
      {({ isSelected, isIndeterminate }) => (
        <>
          <span
            aria-hidden
            className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-edge bg-panel text-accent-ink group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-1 group-data-focus-visible:outline-accent group-data-indeterminate:border-accent group-data-indeterminate:bg-accent group-data-selected:border-accent group-data-selected:bg-accent"
          >
            {(isSelected || isIndeterminate) && (
              <svg
                viewBox="0 0 12 12"
                className="size-3"
                fill="none"
                stroke="currentColor"
                strokeWidth="2"
                strokeLinecap="round"
                strokeLinejoin="round"
              >
                <path d={isIndeterminate ? 'M2.5 6h7' : 'M2.5 6.2 5 8.7l4.5-5.2'} />
              </svg>
            )}
          </span>
          {children}
        </>
      )}
    </CheckboxButton>
  </CheckboxField>
);
