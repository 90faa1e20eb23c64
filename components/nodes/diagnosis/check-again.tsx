'use client';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import { useAllowed } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Elapsed } from '../../ui/moment.tsx';
import { Problem } from '../../ui/problem.tsx';
import type { VerdictState } from './use-verdict.ts';

interface CheckAgainProps {
  readonly verdict: VerdictState;
  readonly words: string;
}

/** Looks at everything now; only for those who may. What the console looks at by itself is shown to everybody. */
export function CheckAgain({ verdict: { isRunning, since, error, check }, words }: CheckAgainProps) {
  const may = useAllowed('nodes.power');
  return (
    <>
      {may && (
        <Button isDisabled={isRunning} onPress={check}>
          <RefreshCw size={14} /> {isRunning ? 'Checking …' : words}
        </Button>
      )}
      <p role="status" className="basis-full text-xs text-ink-2 empty:hidden">
        {isRunning && 'Looking at host, network, boot server and orchestrator, at most half a minute. '}
        {since !== null && since > 0 && <Elapsed from={new Date(since).toISOString()} to={null} />}
      </p>
      {error !== null && (
        <div className="basis-full">
          <Problem error={error} />
        </div>
      )}
    </>
  );
}
