'use client';
import { useEffect, useState } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import X from 'lucide-react/icons/x';
import { IconButton } from '../ui/button.tsx';
import type { SerialView } from './serial-view.ts';

const DECORATIONS = {
  matchBackground: '#6b5a1e',
  activeMatchBackground: '#c98a12',
  matchOverviewRuler: '#c98a12',
  activeMatchColorOverviewRuler: '#c98a12',
} as const;

/** Search in a serial console. */
export function SearchBar({ view, onClose }: { readonly view: SerialView; readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState({ resultIndex: -1, resultCount: 0 });
  useEffect(() => {
    const watched = view.search.onDidChangeResults(setFound);
    return () => {
      watched.dispose();
      view.search.clearDecorations();
    };
  }, [view]);
  const close = (): void => {
    onClose();
    view.terminal.focus();
  };
  const look = (query: string, back: boolean): void => {
    if (back) view.search.findPrevious(query, { decorations: DECORATIONS });
    else view.search.findNext(query, { decorations: DECORATIONS, incremental: query !== text });
  };
  return (
    <div role="search" className="flex h-8 shrink-0 items-center gap-1 border-b border-line bg-sunken px-2">
      <input
        autoFocus
        aria-label="Search the console"
        placeholder="Search the console"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          look(event.target.value, false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') look(text, event.shiftKey);
          if (event.key === 'Escape') close();
        }}
        className="h-6 min-w-0 flex-1 rounded-sm border border-edge bg-panel px-2 font-mono text-xs placeholder:text-ink-3"
      />
      <span role="status" className="w-20 text-right text-xs text-ink-3">
        {text === ''
          ? ''
          : found.resultCount === 0
            ? 'not found'
            : `${found.resultIndex + 1} of ${found.resultCount}`}
      </span>
      <IconButton label="Previous (Shift-Enter)" onPress={() => look(text, true)}>
        <ChevronUp size={14} />
      </IconButton>
      <IconButton label="Next (Enter)" onPress={() => look(text, false)}>
        <ChevronDown size={14} />
      </IconButton>
      <IconButton label="Close the search" onPress={close}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
