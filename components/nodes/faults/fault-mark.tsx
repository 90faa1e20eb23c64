import Bug from 'lucide-react/icons/bug';
import type { Node } from '../../../lib/contract/node.ts';
import { faultPhrase, faultPlan } from '../../../lib/domain/faults.ts';

/** In a list: that something is done to the node on purpose, and what. */
export function FaultMark({ node: { faults } }: { readonly node: Pick<Node, 'faults'> }) {
  if (faults.length === 0) return null;
  const texts = faults.map((fault) =>
    fault.state === 'active' ? faultPhrase(fault) : `${faultPhrase(fault)}, armed ${faultPlan(fault)}`,
  );
  const text = `On purpose: ${texts.join('; ')}`;
  return (
    <span className="inline-flex shrink-0 items-center text-warn" title={text}>
      <Bug aria-hidden size={13} />
      <span className="sr-only">{text}</span>
    </span>
  );
}
