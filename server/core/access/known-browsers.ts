import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../../db/api.ts';

const proof = z.object({ purpose: z.literal('known-browser'), id: z.uuid(), account: z.string() });

/** Browsers keep cookies by host and not by port, as with sessions. */
export const browserCookieOf = (installation: string): string => `ven_browser_${installation}`;

/**
 * Remembers, in a cookie of the browser, that somebody has logged in to an account with it (OWASP: device cookie). It
 * grants no access. Its failed logins are counted apart from those of its network address, so that somebody who guesses
 * passwords from the same address cannot lock the owner out.
 */
export class KnownBrowsers {
  readonly #secrets: Database['secrets'];

  constructor(secrets: Database['secrets']) {
    this.#secrets = secrets;
  }

  /** The cookie's value after a login; a browser that is known for the account keeps its identity. */
  issue(account: string, cookie: string | null): string {
    const id = this.#read(account, cookie) ?? randomUUID();
    return this.#secrets.seal(JSON.stringify({ purpose: 'known-browser', id, account }));
  }

  /** The key to count failed logins of this account under; null for a browser that has never logged in to it. */
  clientOf(account: string, cookie: string | null): string | null {
    const id = this.#read(account, cookie);
    return id === null ? null : `browser ${id}`;
  }

  #read(account: string, cookie: string | null): string | null {
    if (cookie === null) return null;
    try {
      const known = proof.safeParse(JSON.parse(this.#secrets.open(cookie)));
      return known.success && known.data.account === account ? known.data.id : null;
    } catch {
      // Forged, or sealed with a key that has been replaced.
      return null;
    }
  }
}
