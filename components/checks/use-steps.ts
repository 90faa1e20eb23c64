import { useCallback, useEffect, useRef, useState } from 'react';

export interface StepsState<Step> {
  readonly steps: readonly Step[];
  readonly running: boolean;
  /** Whether it was started at all. */
  readonly started: boolean;
  readonly error: Error | null;
}

/** The steps of a check as they end. The last start wins; leaving the page ends it. */
export function useSteps<Step>() {
  const [state, setState] = useState<StepsState<Step>>({
    ...{ steps: [], running: false, started: false, error: null },
  });
  const current = useRef<AbortController>(null);
  const start = useCallback(async (begin: (signal: AbortSignal) => AsyncIterable<Step>): Promise<void> => {
    current.current?.abort();
    const { signal } = (current.current = new AbortController());
    setState({ steps: [], running: true, started: true, error: null });
    try {
      for await (const step of begin(signal)) {
        if (signal.aborted) return;
        setState((before) => ({ ...before, steps: [...before.steps, step] }));
      }
      if (!signal.aborted) setState((before) => ({ ...before, running: false }));
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      if (!signal.aborted) setState((before) => ({ ...before, running: false, error }));
    }
  }, []);
  const end = useCallback(() => current.current?.abort(), []);
  useEffect(() => end, [end]);
  return { ...state, start, end };
}
