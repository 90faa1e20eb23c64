import type { ReactNode } from 'react';
import { Separator } from 'react-resizable-panels';

/** The thin bar above a pane: content, status, actions. */
export const PaneBar = ({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) => (
  <div className="flex h-8 shrink-0 items-center gap-0.5 border-b border-line bg-panel pr-1.5 pl-2 text-xs">
    {title}
    {children}
  </div>
);

interface DividerProps {
  readonly label: string;
  /** The direction in which the panes that it separates are arranged. */
  readonly orientation: 'horizontal' | 'vertical';
}

export const Divider = ({ label, orientation }: DividerProps) => (
  <Separator
    aria-label={label}
    className={`relative bg-line transition-colors duration-150 outline-none hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent ${orientation === 'horizontal' ? 'w-[5px]' : 'h-[5px]'}`}
  />
);
