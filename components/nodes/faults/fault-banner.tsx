'use client';
import Bug from 'lucide-react/icons/bug';
import type { Fault } from '../../../lib/contract/fault.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { faultPlan, faultPhrase } from '../../../lib/domain/faults.ts';
import { useEndFaults } from '../../data/faults.ts';
import { useAllowed } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Age } from '../../ui/moment.tsx';
import { toastError } from '../../ui/toast-queue.ts';

/** What is done to the node on purpose, so that nobody looks for a cause that somebody has switched on. */
export function FaultBanner({ node }: { readonly node: Node }) {
  if (node.faults.length === 0) return null;
  return (
    <section
      aria-label="Faults on purpose"
      className="flex gap-3 border-y border-warn/40 bg-warn-soft px-4 py-2"
    >
      <Bug aria-hidden size={18} className="mt-0.5 shrink-0 text-warn" />
      <ul className="flex min-w-0 flex-1 flex-col gap-2">
        {node.faults.map((fault) => (
          <Row key={fault.id} node={node} fault={fault} />
        ))}
      </ul>
    </section>
  );
}

function Row({ node, fault }: { readonly node: Node; readonly fault: Fault }) {
  const mayWrite = useAllowed('faults.write');
  const end = useEndFaults(node.id);
  const isActive = fault.state === 'active';
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-semibold break-words">
          {isActive ? 'Fault on purpose: ' : 'Armed on purpose: '}
          {faultPhrase(fault)}
          <span className="font-normal text-ink-2">
            {isActive && fault.begunAt !== null ? (
              <>
                {' '}
                since <Age at={fault.begunAt} ago />
                {fault.seconds !== null && `, for ${fault.seconds} s`}
              </>
            ) : (
              `, ${faultPlan(fault)}`
            )}
            , by {fault.createdBy}
          </span>
        </p>
        {fault.problem !== null && (
          <p className="text-bad">It could not be taken back, and is tried again: {fault.problem}</p>
        )}
      </div>
      {mayWrite && (
        <Button isDisabled={end.isPending} onPress={() => end.mutate(fault.id, { onError: toastError })}>
          {end.isPending ? 'Ending it …' : isActive ? 'End it' : 'Disarm it'}
        </Button>
      )}
    </li>
  );
}
