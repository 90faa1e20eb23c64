import type { PresentedView, Presentation } from '../../../lib/contract/presentation.ts';
import type { Actor } from '../access/actor.ts';

/** What people show each other; kept in memory only. */
export interface PresentationsSection {
  list(): Promise<Presentation[]>;
  /** Replaces an earlier one of the same user. */
  begin(view: PresentedView, actor: Actor): Promise<Presentation>;
  /** By its presenter only; others are told that there is no such presentation. */
  show(id: string, view: PresentedView, actor: Actor): Promise<Presentation>;
  end(id: string, actor: Actor): Promise<void>;
}
