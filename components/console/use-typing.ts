import { useEffect, useRef, useState } from 'react';
import { messageOf } from '../../lib/contract/error.ts';
import type { Stroke } from '../../lib/domain/keyboard/layout.ts';
import { toast } from '../ui/toast-queue.ts';
import type { ScreenSession } from './screen-session.ts';

export interface TypingNow {
  readonly done: number;
  readonly all: number;
  readonly cancel: () => void;
}

/** Text that is being typed into the guest; null: none. It ends with the page, or when somebody else takes over. */
export function useTyping(session: ScreenSession | null, mayType: boolean) {
  const [now, setNow] = useState<TypingNow | null>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => {
    if (!mayType) running.current?.abort();
  }, [mayType]);
  const start = (strokes: readonly Stroke[], pace: number): void => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const all = strokes.length;
    const progress = (done: number): void => setNow({ done, all, cancel: () => abort.abort() });
    progress(0);
    void session
      ?.type(strokes, { pace, signal: abort.signal, onProgress: progress })
      .catch((error: unknown) => toast('bad', 'The text was not typed to its end', messageOf(error)))
      .finally(() => {
        if (running.current === abort) setNow(null);
      });
  };
  return { now, start };
}
