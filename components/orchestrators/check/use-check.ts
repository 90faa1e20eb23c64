import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { type CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import { type OrchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { checkOrchestrator } from '../../data/orchestrators.ts';

interface CheckState {
  readonly steps: readonly CheckStep[];
  readonly running: boolean;
  readonly error: Error | null;
}

const IDLE: CheckState = { steps: [], running: false, error: null };

/** Nothing is sent while the user types. */
const PAUSE = 900;

export interface Check extends CheckState {
  /** The user has started it, so it follows further edits. */
  readonly started: boolean;
  readonly start: () => void;
}

/**
 * The connection check of what the form says now. Once started it is repeated whenever a setting has changed; the last
 * one wins. A password alone does not repeat it: half-typed ones would lock the account.
 */
export function useCheck(request: OrchestratorRequest | null): Check {
  const [state, setState] = useState(IDLE);
  const [asked, setAsked] = useState(0);
  const answered = useRef(0);
  const run = useEffectEvent(async (signal: AbortSignal) => {
    if (request === null) return;
    setState({ steps: [], running: true, error: null });
    try {
      for await (const step of checkOrchestrator(request, signal)) {
        if (signal.aborted) return;
        setState((before) => ({ ...before, steps: [...before.steps, step] }));
      }
      if (!signal.aborted) setState((before) => ({ ...before, running: false }));
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      if (!signal.aborted) setState((before) => ({ ...before, running: false, error }));
    }
  });
  const settings = request === null ? null : JSON.stringify(request.settings);
  useEffect(() => {
    if (asked === 0 || settings === null) return undefined;
    const left = new AbortController();
    const pause = answered.current === asked ? PAUSE : 0;
    const timer = setTimeout(() => {
      answered.current = asked;
      void run(left.signal);
    }, pause);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [asked, settings]);
  return {
    ...state,
    running: state.running && request !== null,
    started: asked > 0,
    start: () => setAsked((before) => before + 1),
  };
}
