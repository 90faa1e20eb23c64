import type { Role } from '../../../lib/contract/session.ts';
import type { Shared } from '../../../lib/domain/share/scope.ts';

/** The caller. Every method that changes something takes one and checks its permissions. */
export interface Actor {
  readonly userId: string;
  /** For the audit trail and `by`: an e-mail address, or that and the token's name. */
  readonly name: string;
  readonly role: Role;
  /** A guest of a share link, who sees only what it shows. */
  readonly share?: Shared;
}
