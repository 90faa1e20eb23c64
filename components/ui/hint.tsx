'use client';
import type { ReactNode } from 'react';
import { Tooltip, type TooltipProps } from 'react-aria-components/Tooltip';

interface HintProps extends Pick<TooltipProps, 'placement'> {
  readonly children: ReactNode;
}

/** What appears beside a control that is pointed at or has the focus. */
export const Hint = ({ children, placement = 'top' }: HintProps) => (
  <Tooltip
    offset={6}
    placement={placement}
    className="animate-rise max-w-80 rounded-md border border-line-strong bg-raised px-2 py-1 text-xs text-ink shadow-float"
  >
    {children}
  </Tooltip>
);
