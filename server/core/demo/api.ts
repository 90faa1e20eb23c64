import type { Demo } from '../../../lib/contract/demo.ts';
import type { Actor } from '../access/actor.ts';

/** One demonstration at a time. */
export interface DemoSection {
  get(): Promise<Demo | null>;
  /** Throws `conflict` while one goes on, or without a simulator. */
  begin(actor: Actor): Promise<Demo>;
  /** It stays at its step; boots go on. */
  pause(actor: Actor): Promise<Demo>;
  goOn(actor: Actor): Promise<Demo>;
  /** Deletes what it made. */
  stop(actor: Actor): Promise<Demo>;
}
