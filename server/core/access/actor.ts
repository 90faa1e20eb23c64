import type { Role } from '../../../lib/contract/session.ts';

/** The caller. Every method that changes something takes one and checks its permissions. */
export interface Actor {
  readonly userId: string;
  /** For the audit trail and `by`: an e-mail address, or that and the token's name. */
  readonly name: string;
  readonly role: Role;
}
