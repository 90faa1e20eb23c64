'use client';
import { type ReactNode } from 'react';
import { Tooltip } from 'react-aria-components/Tooltip';

/** What appears beside a control that is pointed at or has the focus. */
export const Hint = ({ children }: { readonly children: ReactNode }) => (
  <Tooltip
    offset={6}
    className="animate-rise max-w-80 rounded-md border border-line-strong bg-raised px-2 py-1 text-xs text-ink shadow-float"
  >
    {children}
  </Tooltip>
);
