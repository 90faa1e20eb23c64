import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Identity, TicketGrant, Tickets } from './api.ts';
import { hashSecret, newSecret } from './secret.ts';

const LIFETIME_MS = 30_000;
/** A page opens three or four consoles at once; hundreds of unused tickets are a bug or an attack. */
const MAX_OUTSTANDING_PER_USER = 64;

interface Issued {
  readonly grant: TicketGrant;
  readonly expires: number;
}

/** The tickets that were issued and not yet used; in memory, since they live for seconds. */
export function openTickets(now: () => number): Tickets {
  const issued = new Map<string, Issued>();

  function forgetExpired(): void {
    // In order of expiry, so the first unexpired one ends the search.
    for (const [hash, { expires }] of issued) {
      if (expires > now()) return;
      issued.delete(hash);
    }
  }

  function outstanding(by: Identity): number {
    return [...issued.values()].filter(({ grant }) => grant.identity.actor.userId === by.actor.userId).length;
  }

  return {
    issue(grant) {
      forgetExpired();
      if (outstanding(grant.identity) >= MAX_OUTSTANDING_PER_USER) {
        throw new ConsoleError('too-many-requests', 'Too many console tickets were requested and not used.', {
          fix: 'Wait half a minute: unused tickets expire.',
          retryAfter: LIFETIME_MS / 1000,
        });
      }
      const ticket = newSecret();
      const expires = now() + LIFETIME_MS;
      issued.set(hashSecret(ticket), { grant, expires });
      return { ticket, expiresAt: new Date(expires).toISOString() };
    },
    redeem(ticket, by, kind) {
      const hash = hashSecret(ticket);
      const found = issued.get(hash);
      issued.delete(hash);
      if (!found || found.expires <= now()) return null;
      const { grant } = found;
      const isTheirs = grant.identity.id === by.id && grant.identity.hash === by.hash;
      return isTheirs && grant.kind === kind ? grant : null;
    },
  };
}
