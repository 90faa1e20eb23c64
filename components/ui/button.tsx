'use client';
import { classes } from './style.ts';
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { TooltipTrigger } from 'react-aria-components/Tooltip';
import { Hint } from './hint.tsx';

const KINDS = {
  primary: 'bg-accent text-accent-ink font-medium hover:brightness-110',
  plain: 'border border-line-strong bg-panel text-ink hover:bg-hover',
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'bg-bad text-panel font-medium hover:brightness-110',
} as const;

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  readonly kind?: keyof typeof KINDS;
  readonly className?: string;
  readonly children: ReactNode;
}

export function Button({ kind = 'plain', className, children, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      className={classes(
        'inline-flex h-8 shrink-0 items-center justify-center gap-1.5 rounded-md px-3 text-sm whitespace-nowrap transition-colors duration-150 disabled:opacity-45',
        KINDS[kind],
        className,
      )}
    >
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'children'> {
  /** What it does, a verb: read aloud and shown on hover. */
  readonly label: string;
  readonly active?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

export function IconButton({ label, active = false, className, children, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={classes(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-md transition-colors duration-150 disabled:opacity-40',
          active ? 'bg-accent-soft text-accent' : 'text-ink-2 hover:bg-hover hover:text-ink',
          className,
        )}
      >
        {children}
      </AriaButton>
      <Hint>{label}</Hint>
    </TooltipTrigger>
  );
}
