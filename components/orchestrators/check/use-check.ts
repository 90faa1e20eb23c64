import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import type { OrchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { useSteps, type StepsState } from '../../checks/use-steps.ts';
import { checkOrchestrator } from '../../data/orchestrators.ts';

/** Nothing is sent while the user types. */
const PAUSE = 900;

export interface Check extends StepsState<CheckStep> {
  /** The user has started it, so it follows further edits. */
  readonly started: boolean;
  readonly start: () => void;
}

/**
 * The connection check of what the form says now. Once started it is repeated whenever a setting has changed; the last
 * one wins. A password alone does not repeat it: half-typed ones would lock the account.
 */
export function useCheck(request: OrchestratorRequest | null): Check {
  const { start: run, end, ...check } = useSteps<CheckStep>();
  const [asked, setAsked] = useState(0);
  const answered = useRef(0);
  const begin = useEffectEvent(() => {
    if (request !== null) void run((signal) => checkOrchestrator(request, signal));
  });
  const settings = request === null ? null : JSON.stringify(request.settings);
  useEffect(() => {
    if (asked === 0 || settings === null) return undefined;
    const pause = answered.current === asked ? PAUSE : 0;
    const timer = setTimeout(() => {
      answered.current = asked;
      begin();
    }, pause);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [asked, settings, end]);
  return {
    ...check,
    running: check.running && request !== null,
    started: asked > 0,
    start: () => setAsked((before) => before + 1),
  };
}
