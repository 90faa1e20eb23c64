import type { Fault, FaultRequest } from '../../../lib/contract/fault.ts';
import type { Actor } from '../access/actor.ts';

/** What is done wrong to nodes on purpose; `node` is its id, name, serial or UUID. */
export interface FaultsSection {
  /** Those that are over too, the newest first; also of a deleted node. */
  list(node: string): Promise<Fault[]>;
  /** Begins one, or arms it. Rejects when its host refuses it. */
  start(node: string, request: FaultRequest, actor: Actor): Promise<Fault>;
  /** Takes one back, or all that the node has; resolves to them. One that is over stays as it is. */
  end(node: string, fault: string | null, actor: Actor): Promise<Fault[]>;
}
