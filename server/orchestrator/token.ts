import { z } from 'zod';
import { loginRefused, notUnderstood, refusal } from './failures.ts';
import type { Account } from './settings.ts';
import type { Answer } from './exchange.ts';
import type { Transport } from './transport.ts';

const CLIENT = 'system-client';
const SCOPE = 'openid profile email groups';
/** A token is renewed when this share of its life is over. */
const WORN = 0.8;

const Grant = z.object({
  access_token: z.string().min(1),
  expires_in: z.number(),
  refresh_token: z.string().optional(),
  refresh_expires_in: z.number().optional(),
});

interface Held {
  readonly access: string;
  readonly renewAt: number;
  readonly refresh: { readonly token: string; readonly until: number } | null;
}

export interface TokenOptions {
  readonly orchestrator: string;
  readonly transport: Transport;
  readonly url: string;
  readonly account: Account;
}

/** The access token of one account: fetched once for all callers, renewed before it expires. */
export class TokenSource {
  readonly #options: TokenOptions;
  #held: Held | null = null;
  #renewing: Promise<Held> | null = null;

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  async token(): Promise<string> {
    if (this.#held !== null && Date.now() < this.#held.renewAt) return this.#held.access;
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = null));
    return (await this.#renewing).access;
  }

  /** Discards a token that the orchestrator refused; the next call fetches a new one. */
  reject(token: string): void {
    if (this.#held?.access === token) this.#held = null;
  }

  async #renew(): Promise<Held> {
    const refresh = this.#held?.refresh ?? null;
    if (refresh !== null && Date.now() < refresh.until) {
      const answer = await this.#ask({ grant_type: 'refresh_token', refresh_token: refresh.token });
      // The session may have ended meanwhile; the password still works then.
      if (answer.status === 200) return this.#hold(answer);
    }
    const { account, orchestrator, url } = this.#options;
    const answer = await this.#ask({ grant_type: 'password', ...account, scope: SCOPE });
    if (answer.status === 200) return this.#hold(answer);
    if (answer.status === 400 || answer.status === 401)
      throw loginRefused(orchestrator, account.username, answer.json);
    throw refusal(orchestrator, url, answer);
  }

  #hold(answer: Answer): Held {
    const { success, data, error } = Grant.safeParse(answer.json);
    if (!success) throw notUnderstood(this.#options.orchestrator, 'an access token', answer, error);
    const now = Date.now();
    const { refresh_token: token, refresh_expires_in: seconds } = data;
    this.#held = {
      access: data.access_token,
      renewAt: now + data.expires_in * 1000 * WORN,
      refresh:
        token === undefined ? null : { token, until: now + (seconds ?? data.expires_in) * 1000 * WORN },
    };
    return this.#held;
  }

  #ask(form: Readonly<Record<string, string>>): Promise<Answer> {
    return this.#options.transport.ask({
      method: 'POST',
      url: this.#options.url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ client_id: CLIENT, ...form }).toString(),
    });
  }
}
