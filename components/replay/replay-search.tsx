'use client';
import { useEffect, useEffectEvent, useState } from 'react';
import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronUp from 'lucide-react/icons/chevron-up';
import X from 'lucide-react/icons/x';
import { clock } from '../../lib/domain/format.ts';
import type { Hit } from './output-lines.ts';
import { IconButton } from '../ui/button.tsx';

const SOON_MS = 120;
/** A single character is everywhere. */
const SHORTEST = 2;

interface ReplaySearchProps {
  readonly find: (text: string) => Promise<readonly Hit[]>;
  readonly onHits: (hits: readonly Hit[]) => void;
  /** Goes to a hit; null: there is none. */
  readonly onHit: (hit: Hit | null, text: string) => void;
  readonly onClose: () => void;
}

type Finding = Pick<ReplaySearchProps, 'find' | 'onHits' | 'onHit'>;

/** What was found of a text, and which of it is shown. */
function useHits(text: string, { find, onHits, onHit }: Finding) {
  const [hits, setHits] = useState<readonly Hit[]>([]);
  const [at, setAt] = useState(0);
  const [searching, setSearching] = useState(false);
  const go = (some: readonly Hit[], index: number, wanted: string): void => {
    const next = some.length === 0 ? 0 : (index + some.length) % some.length;
    setAt(next);
    onHit(some[next] ?? null, wanted);
  };
  const show = useEffectEvent((found: readonly Hit[], wanted: string) => {
    setSearching(false);
    setHits(found);
    onHits(found);
    go(found, 0, wanted);
  });
  const search = useEffectEvent((wanted: string) => {
    setSearching(wanted.length >= SHORTEST);
    return wanted.length < SHORTEST ? Promise.resolve([]) : find(wanted);
  });
  // Not with every key: a recording may be long.
  useEffect(() => {
    let isCurrent = true;
    const timer = setTimeout(() => {
      search(text).then(
        (found) => {
          if (isCurrent) show(found, text);
        },
        // The replay was left.
        () => undefined,
      );
    }, SOON_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text]);
  const hit = hits[at];
  const found = hit === undefined ? 'not found' : `${at + 1} of ${hits.length}`;
  const outcome = text.length < SHORTEST ? '' : searching ? 'searching' : found;
  return { hit, outcome, step: (by: 1 | -1) => go(hits, at + by, text) };
}

/** Search in all that was recorded; a hit is a moment. */
export function ReplaySearch({ onClose, ...finding }: ReplaySearchProps) {
  const [text, setText] = useState('');
  const { hit, outcome, step } = useHits(text, finding);
  return (
    <div role="search" className="flex h-8 shrink-0 items-center gap-1 border-b border-line bg-sunken px-2">
      <input
        autoFocus
        aria-label="Search the recording"
        placeholder="Search both ports"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') onClose();
        }}
        className="h-6 w-48 min-w-0 shrink rounded-sm border border-edge bg-panel px-2 font-mono text-xs placeholder:text-ink-3"
      />
      <span role="status" className="shrink-0 text-xs text-ink-3 tabular-nums">
        {outcome}
      </span>
      <IconButton label="Previous (Shift-Enter)" onPress={() => step(-1)}>
        <ChevronUp size={14} />
      </IconButton>
      <IconButton label="Next (Enter)" onPress={() => step(1)}>
        <ChevronDown size={14} />
      </IconButton>
      <span className="min-w-0 flex-1 truncate font-mono text-xs text-ink-2">
        {hit && `${clock(hit.at)} ttyS${hit.port} ${hit.line}`}
      </span>
      <IconButton label="Close the search" onPress={onClose}>
        <X size={14} />
      </IconButton>
    </div>
  );
}
