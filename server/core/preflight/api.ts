import type { CreateRequest } from '../../../lib/contract/node.ts';
import type { PreflightStep } from '../../../lib/contract/preflight.ts';
import type { Repair } from '../../../lib/domain/preflight.ts';
import type { Actor } from '../access/actor.ts';

/** Checks before a power-on, step by step, as the steps end; end early when `signal` aborts. */
export interface PreflightsSection {
  ofNode(idOrName: string, actor: Actor, signal: AbortSignal): Promise<AsyncGenerator<PreflightStep, void>>;
  ofCreate(
    request: CreateRequest,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<PreflightStep, void>>;
  /** Does what a step has offered. Throws `conflict` while the node is on, if it has to be off for that. */
  repair(idOrName: string, repair: Repair, actor: Actor): Promise<void>;
}
