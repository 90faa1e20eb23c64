import { setTimeout as pause } from 'node:timers/promises';
import type { Dispatcher, request } from 'undici';
import type { OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import {
  beginning,
  firstLine,
  LARGEST_ANSWER,
  mediaType,
  parsed,
  TooLarge,
  whole,
  wholeSize,
} from './body.ts';
import { connectionError, refusal, tooLarge } from './failures.ts';
import { lookupIn, withoutProxy } from './names.ts';
import type { Answer, Peeked, ApiRequest } from './exchange.ts';
import { PATIENCE, type Patience } from './settings.ts';

const TRY_AGAIN: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

export interface TransportOptions {
  /** The orchestrator's. */
  readonly name: string;
  /** PEM of the CA that signed its certificates; null: one that the system trusts. */
  readonly authority: string | null;
  readonly settings: Pick<OrchestratorSettings, 'hosts' | 'proxy' | 'answerSeconds'>;
  readonly patience?: Partial<Patience> | undefined;
  /** Verifies no certificate. Only for reading content to display; never send a secret. */
  readonly untrusting?: boolean;
}

/**
 * Sends requests to the services of one orchestrator over HTTPS. Certificates are verified against its own CA. A
 * response that means "later" (429, 5xx) is retried after a pause that doubles, with a random part so that several
 * consoles do not retry together.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #patience: Patience;
  #client: Promise<Client> | undefined;
  readonly #closed = new AbortController();

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#patience = { ...PATIENCE, ...options.patience };
  }

  /** Only for idempotent requests. */
  async ask(request: ApiRequest): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= this.#patience.attempts;
      const answer = await this.#once(request, last);
      if (answer === null) {
        await pause(this.#pauseAfter(attempt, 0), undefined, { signal: this.#closed.signal });
        continue;
      }
      if (!TRY_AGAIN.has(answer.status)) return answer;
      if (last) throw refusal(this.#options.name, request.url, answer);
      await pause(this.#pauseAfter(attempt, answer.retryAfter), undefined, { signal: this.#closed.signal });
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const client = await this.#client?.catch(() => undefined);
    await client?.dispatcher.destroy();
  }

  #pauseAfter(attempt: number, requested: number): number {
    const { firstPause, longestPause } = this.#patience;
    const grown = Math.min(longestPause, firstPause * 2 ** (attempt - 1));
    return Math.min(longestPause, Math.max(requested, grown * (0.5 + Math.random() / 2)));
  }

  /** Null: the connection broke, and the request may be sent once more. */
  async #once(
    request: ApiRequest,
    last: boolean,
  ): Promise<(Answer & { readonly retryAfter: number }) | null> {
    const { method, url, headers = {}, body } = request;
    const signal = this.#signal();
    try {
      const client = await this.#open();
      const response = await client.request(url, {
        method,
        headers: { accept: 'application/json', ...headers },
        ...(body === undefined ? {} : { body }),
        dispatcher: client.dispatcher,
        signal,
      });
      const { statusCode: status, headers: fields } = response;
      const type = mediaType(fields);
      const content = await whole(response.body);
      const retryAfter = Math.max(0, Number(fields['retry-after']) || 0) * 1000;
      const text = type === 'text/plain' ? firstLine(content) : '';
      return { status, json: parsed(content), type, text, date: String(fields.date ?? ''), retryAfter };
    } catch (error) {
      if (error instanceof TooLarge) throw tooLarge(this.#options.name, url, LARGEST_ANSWER);
      if (!last && !signal.aborted && isBroken(error)) return null;
      throw connectionError(this.#options.name, url, error);
    }
  }

  /** The first bytes of a file; the rest is not read. */
  async peek(url: string, bytes: number): Promise<Peeked> {
    try {
      const { request, dispatcher } = await this.#open();
      const headers = { range: `bytes=0-${bytes - 1}` };
      const response = await request(url, { method: 'GET', headers, dispatcher, signal: this.#signal() });
      const { statusCode: status, headers: fields, body } = response;
      const head = await beginning(body, bytes);
      return { status, type: mediaType(fields), size: wholeSize(status, fields), head };
    } catch (error) {
      throw connectionError(this.#options.name, url, error);
    }
  }

  #open(): Promise<Client> {
    return (this.#client ??= openClient(this.#options));
  }

  #signal(): AbortSignal {
    const { answerSeconds } = this.#options.settings;
    return AbortSignal.any([this.#closed.signal, AbortSignal.timeout(answerSeconds * 1000)]);
  }
}

/** A kept-alive connection was closed, or a connection broke; not a refused one, because then nothing listens. */
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const isBroken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && BROKEN.has(error.code);

interface Client {
  readonly request: typeof request;
  readonly dispatcher: Dispatcher;
}

/** undici takes longer to load than any of the server's own code, and is not needed to start listening. */
async function openClient({ authority, settings, untrusting = false }: TransportOptions): Promise<Client> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const { hosts, proxy } = settings;
  const tls = { ...(authority === null ? {} : { ca: authority }), rejectUnauthorized: !untrusting };
  const through = proxy.console === null ? {} : { httpProxy: proxy.console, httpsProxy: proxy.console };
  const dispatcher = new EnvHttpProxyAgent({
    ...through,
    noProxy: withoutProxy(settings).join(','),
    connect: { ...tls, lookup: lookupIn(hosts) },
    requestTls: tls,
  });
  return { request, dispatcher };
}
