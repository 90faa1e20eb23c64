'use client';
import { useSyncExternalStore } from 'react';
import ArrowUp from 'lucide-react/icons/arrow-up-to-line';
import { bytes } from '../../lib/domain/format.ts';
import type { SerialView } from './serial-view.ts';

/** Over a console that is scrolled back and began with a snapshot: fetches what was printed before it. */
export function EarlierOutput({ view }: { readonly view: SerialView }) {
  const omitted = useSyncExternalStore(
    (listener) => {
      const watched = [view.terminal.onScroll(listener), view.terminal.onWriteParsed(listener)];
      const dom = view.terminal.element;
      dom?.addEventListener('wheel', listener, { passive: true });
      return () => {
        for (const one of watched) one.dispose();
        dom?.removeEventListener('wheel', listener);
      };
    },
    () => (view.following ? 0 : view.omitted),
    () => 0,
  );
  if (omitted === 0) return null;
  return (
    <button
      type="button"
      onClick={() => view.showAll()}
      className="animate-rise absolute top-2 right-4 flex items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 py-1 text-xs shadow-float hover:bg-hover"
    >
      <ArrowUp size={13} /> Load everything: {bytes(omitted)} before this
    </button>
  );
}
