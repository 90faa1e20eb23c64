'use client';
import { useSyncExternalStore } from 'react';
import X from 'lucide-react/icons/x';
import { IconButton } from './button.tsx';
import { Note } from './note.tsx';
import { dismiss, onToasts, shownToasts, type Toast } from './toast-queue.ts';

const NONE: readonly Toast[] = [];

export function Toasts() {
  const toasts = useSyncExternalStore(onToasts, shownToasts, () => NONE);
  return (
    <div
      role="region"
      aria-label="Outcomes"
      aria-live="polite"
      className="pointer-events-none fixed right-3 bottom-16 z-50 flex w-90 max-w-[calc(100vw-24px)] flex-col gap-2 sm:bottom-3"
    >
      {toasts.map((toast) => (
        <div
          key={toast.id}
          className="animate-rise pointer-events-auto relative rounded-md bg-raised pr-0 shadow-float"
        >
          <Note tone={toast.tone} title={<span className="block pr-6">{toast.title}</span>}>
            <span className="block max-h-60 overflow-y-auto whitespace-pre-line">{toast.text}</span>
          </Note>
          <IconButton label="Dismiss" className="absolute top-1 right-1" onPress={() => dismiss(toast.id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
