'use client';
import { useId, useState } from 'react';
import { useRouter } from 'next/navigation';
import type { Node } from '../../lib/contract/node.ts';
import type { Orchestrator } from '../../lib/contract/orchestrator.ts';
import { useAllowed } from '../data/hooks.ts';
import { useRemoveOrchestrator } from '../data/orchestrators.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { toast, toastError } from '../ui/toast-queue.ts';
import { editPath } from './kinds.ts';

const NAMED = 3;

/** The nodes that have to be deleted first, in words; empty without any. */
function inUse(nodes: readonly Node[]): string {
  if (nodes.length === 0) return '';
  const names = nodes.slice(0, NAMED).map(({ name }) => name);
  const more = nodes.length > NAMED ? ` and ${nodes.length - NAMED} more` : '';
  return `Cannot be removed while it has nodes: ${names.join(', ')}${more}`;
}

interface CardActionsProps {
  readonly orchestrator: Orchestrator;
  readonly nodes: readonly Node[];
}

/** Edit and remove, for an added orchestrator. */
export function CardActions({ orchestrator: { name, kind }, nodes }: CardActionsProps) {
  const router = useRouter();
  const mayWrite = useAllowed('orchestrators.write');
  const remove = useRemoveOrchestrator();
  const [confirming, setConfirming] = useState(false);
  const reason = useId();
  const why = inUse(nodes);
  if (!mayWrite) return null;
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line pt-3">
      <Button aria-label={`Edit ${name}`} onPress={() => router.push(editPath(name))}>
        Edit
      </Button>
      <Button
        aria-label={`Remove ${name}`}
        aria-describedby={reason}
        isDisabled={why !== '' || remove.isPending}
        onPress={() => setConfirming(true)}
      >
        {remove.isPending ? 'Removing …' : 'Remove'}
      </Button>
      <span id={reason} className="min-w-0 text-xs text-ink-3">
        {why}
      </span>
      {confirming && (
        <Confirm
          title={`Remove ${name}?`}
          verb="Remove"
          keep="Keep it"
          onClose={() => setConfirming(false)}
          onConfirm={() =>
            void remove.mutateAsync(name).then(() => toast('good', `${name} was removed`), toastError)
          }
        >
          <p>The console forgets its address, its settings and its passwords.</p>
          <p>
            {kind === 'edge-orchestrator'
              ? 'Hosts and instances that it holds itself stay there, and so does the history of deleted nodes here.'
              : 'The history of deleted nodes stays.'}
          </p>
        </Confirm>
      )}
    </div>
  );
}
