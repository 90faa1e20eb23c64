import type { Failure, StageEvent } from '../../../lib/contract/boot.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import type { BootRow, FaultRow, NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { NodeState } from '../../../lib/contract/node.ts';
import type { Stage } from '../../../lib/domain/stages.ts';

/** A boot to be explained, and what is there to look at. */
export interface DiagnosedCase {
  readonly row: NodeRow;
  readonly boot: BootRow;
  readonly stages: readonly StageEvent[];
  readonly stage: Stage;
  readonly failure: Failure | null;
  /** On purpose, of all its boots. */
  readonly faults: readonly FaultRow[];
  readonly state: NodeState;
  /** Null: the console does not know it any more. */
  readonly host: HypervisorHost | null;
  readonly orchestrator: OrchestratorAdapter | null;
  /** Null: it is the node's present boot. Otherwise why what is true now says nothing about it. */
  readonly past: string | null;
  readonly now: string;
}
