'use client';
import type { Boot, Evidence, Failure } from '../../../lib/contract/boot.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { FailureWhy } from './failure-why.tsx';
import { useVerdict } from './use-verdict.ts';

interface BootFailureProps {
  readonly node: Node;
  readonly boot: Boot;
  readonly failure: Failure;
  readonly onEvidence: (evidence: Evidence) => void;
}

/** Why one of a node's boots failed, be it past or the present one. */
export function BootFailure({ node, boot, failure, onEvidence }: BootFailureProps) {
  const verdict = useVerdict({ node: node.id, course: boot }, true);
  // Above a log it must leave room for it.
  return (
    <div className="max-h-[40vh] shrink-0 overflow-y-auto">
      <FailureWhy node={node.name} failure={failure} verdict={verdict} onEvidence={onEvidence} />
    </div>
  );
}
