import { type ReactNode } from 'react';

/** The thin bar over a pane: what it shows, how it stands, what can be done. */
export const PaneBar = ({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) => (
  <div className="flex h-8 shrink-0 items-center gap-0.5 border-b border-line bg-panel pr-1.5 pl-2 text-xs">
    {title}
    {children}
  </div>
);
