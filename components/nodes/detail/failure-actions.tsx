'use client';
import { useState } from 'react';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Plus from 'lucide-react/icons/plus';
import type { Failure } from '../../../lib/contract/boot.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Cause } from '../../../lib/domain/diagnosis/causes.ts';
import { powerRefusal } from '../../../lib/domain/power.ts';
import { usePower } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { toastError } from '../../ui/toast-queue.ts';
import { useCreateAgain } from './create-again.ts';
import { OpenAtOrchestrator } from './open-at-orchestrator.tsx';
import { changeFor, retryOf, type Retry } from './recovery.ts';

const RETRY_WORDS: Readonly<Record<Retry, string>> = {
  resume: 'Resume',
  start: 'Retry',
  'power-cycle': 'Retry …',
};

interface FailureActionsProps {
  readonly node: Node;
  readonly failure: Failure;
  /** Of the verdict; null while there is none. */
  readonly cause: Cause | null;
}

/** What to do after a failure: retry, create a similar node, open the orchestrator. */
export function FailureActions({ node, failure, cause }: FailureActionsProps) {
  const createAgain = useCreateAgain(node);
  const retry = retryOf(node, failure);
  const change = changeFor(node, failure, cause);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {retry !== null && <RetryButton node={node} retry={retry} first={change === null} />}
      <Button
        kind={change !== null || retry === null ? 'primary' : 'plain'}
        onPress={() => createAgain(change)}
      >
        <Plus size={14} /> Create again{change === null ? '' : ` ${change.words}`} …
      </Button>
      <OpenAtOrchestrator name={node.orchestrator} />
    </div>
  );
}

interface RetryButtonProps {
  readonly node: Node;
  readonly retry: Retry;
  readonly first: boolean;
}

function RetryButton({ node, retry, first }: RetryButtonProps) {
  const power = usePower();
  const send = (): void => power.mutate({ id: node.id, action: retry }, { onError: toastError });
  const isCycling = node.operation?.endedAt === null && node.operation.kind === 'power-cycle';
  const [confirming, setConfirming] = useState(false);
  const refusal = powerRefusal(node, retry);
  const act = (): void => {
    if (retry === 'power-cycle') setConfirming(true);
    else send();
  };
  return (
    <span title={refusal === null ? undefined : `Not now: ${refusal}`}>
      <Button
        kind={first ? 'primary' : 'plain'}
        isDisabled={refusal !== null || power.isPending}
        onPress={act}
      >
        <RotateCcw size={14} /> {isCycling ? 'Restarting …' : RETRY_WORDS[retry]}
      </Button>
      {confirming && (
        <Confirm
          title={`Retry ${node.name}?`}
          verb="Power off and start again"
          keep="Cancel"
          onConfirm={send}
          onClose={() => setConfirming(false)}
        >
          <p>The node is powered off and started again. The logs of this boot are kept.</p>
        </Confirm>
      )}
    </span>
  );
}
