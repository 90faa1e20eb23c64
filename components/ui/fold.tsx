'use client';
import { useState, type ReactNode } from 'react';
import ChevronRight from 'lucide-react/icons/chevron-right';

interface FoldProps {
  readonly title: string;
  /** What is in it, in a few words. */
  readonly aside: ReactNode;
  /** Something in it needs attention: it is open. */
  readonly open: boolean;
  readonly children: ReactNode;
}

/** What most people do not need, behind its title. */
export function Fold({ title, aside, open, children }: FoldProps) {
  const [opened, setOpened] = useState(false);
  return (
    <details
      open={opened || open}
      onToggle={(event) => setOpened(event.currentTarget.open)}
      className="group border-t border-line"
    >
      <summary className="flex h-9 cursor-pointer list-none items-center gap-2 px-4 hover:bg-hover">
        <ChevronRight aria-hidden size={14} className="shrink-0 text-ink-3 group-open:rotate-90" />
        <span className="shrink-0 font-medium">{title}</span>
        <span className="ml-auto min-w-0 truncate text-xs text-ink-3">{aside}</span>
      </summary>
      <div className="flex flex-col gap-3 px-4 pt-1 pb-4">{children}</div>
    </details>
  );
}
