import type { Checkpoint, CheckpointRequest, RestoreRequest } from '../../../lib/contract/checkpoint.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import type { Actor } from '../access/actor.ts';

/** `node` is like `idOrName`, `name` a checkpoint's name or id. */
export interface CheckpointsSection {
  /** The oldest first. */
  list(node: string): Promise<Checkpoint[]>;
  get(node: string, name: string): Promise<Checkpoint>;
  create(node: string, request: CheckpointRequest, actor: Actor): Promise<Operation>;
  /** Throws `conflict` for a node that is on, unless its power may be cut. */
  goBack(node: string, name: string, request: RestoreRequest, actor: Actor): Promise<Operation>;
  remove(node: string, name: string, actor: Actor): Promise<Operation>;
}
