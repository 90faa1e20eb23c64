import { setTimeout as pause } from 'node:timers/promises';
import { type Dispatcher, type request } from 'undici';
import { type OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { connectionError, refusal, tooLarge } from './failures.ts';
import { lookupIn, withoutProxy } from './names.ts';
import { type Answer, type Question } from './exchange.ts';
import { PATIENCE, type Patience } from './settings.ts';

/** A page of ten hosts in which the orchestrator embeds all it knows of their operating systems. */
const LARGEST_ANSWER = 64 * 1024 * 1024;
const LONGEST_LINE = 200;
const TRY_AGAIN: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

export interface TransportOptions {
  /** The orchestrator's. */
  readonly name: string;
  /** PEM of the CA that signed its certificates; null: one that the system trusts. */
  readonly authority: string | null;
  readonly settings: Pick<OrchestratorSettings, 'hosts' | 'proxy' | 'answerSeconds'>;
  readonly patience?: Partial<Patience> | undefined;
}

/**
 * Asks services of one orchestrator over HTTPS. Certificates are verified against its own CA. An answer that means
 * "later" (429, 5xx) is asked for again after a pause that doubles, with a random part so that several consoles do not
 * come back together.
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

  /** Only for what may be done twice. */
  async ask(question: Question): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= this.#patience.attempts;
      const answer = await this.#once(question, last);
      if (answer === null) {
        await pause(this.#pauseAfter(attempt, 0), undefined, { signal: this.#closed.signal });
        continue;
      }
      if (!TRY_AGAIN.has(answer.status)) return answer;
      if (last) throw refusal(this.#options.name, question.url, answer);
      await pause(this.#pauseAfter(attempt, answer.retryAfter), undefined, { signal: this.#closed.signal });
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const client = await this.#client?.catch(() => undefined);
    await client?.dispatcher.destroy();
  }

  #pauseAfter(attempt: number, asked: number): number {
    const { firstPause, longestPause } = this.#patience;
    const grown = Math.min(longestPause, firstPause * 2 ** (attempt - 1));
    return Math.min(longestPause, Math.max(asked, grown * (0.5 + Math.random() / 2)));
  }

  /** Null: the connection broke, and it may be asked once more. */
  async #once(question: Question, last: boolean): Promise<(Answer & { readonly retryAfter: number }) | null> {
    const { method, url, headers = {}, body } = question;
    const signal = AbortSignal.any([
      this.#closed.signal,
      AbortSignal.timeout(this.#options.settings.answerSeconds * 1000),
    ]);
    try {
      this.#client ??= openClient(this.#options);
      const client = await this.#client;
      const response = await client.request(url, {
        method,
        headers: { accept: 'application/json', ...headers },
        ...(body === undefined ? {} : { body }),
        dispatcher: client.dispatcher,
        signal,
      });
      const { statusCode: status, headers: fields } = response;
      const type = mediaType(fields['content-type']);
      const said = await text(response.body);
      const line = type === 'text/plain' ? (said.trim().split('\n')[0] ?? '').slice(0, LONGEST_LINE) : '';
      const retryAfter = Math.max(0, Number(fields['retry-after']) || 0) * 1000;
      return { status, json: parsed(said), type, text: line, retryAfter };
    } catch (error) {
      if (error instanceof TooLarge) throw tooLarge(this.#options.name, url, LARGEST_ANSWER);
      if (!last && !signal.aborted && isBroken(error)) return null;
      throw connectionError(this.#options.name, url, error);
    }
  }
}

/** A connection that was kept open and had been closed, or broke on its way; a refused one says that nobody listens. */
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

const isBroken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && BROKEN.has(error.code);

interface Client {
  readonly request: typeof request;
  readonly dispatcher: Dispatcher;
}

/** undici takes longer to load than anything else of the server's own, and a start does not need it to listen. */
async function openClient({ authority, settings }: TransportOptions): Promise<Client> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  const { hosts, proxy } = settings;
  const ca = authority === null ? {} : { ca: authority };
  const through = proxy.console === null ? {} : { httpProxy: proxy.console, httpsProxy: proxy.console };
  const dispatcher = new EnvHttpProxyAgent({
    ...through,
    noProxy: withoutProxy(settings).join(','),
    connect: { ...ca, lookup: lookupIn(hosts) },
    requestTls: ca,
  });
  return { request, dispatcher };
}

class TooLarge extends Error {}

function mediaType(field: string | string[] | undefined): string {
  const [type = ''] = String(field ?? '').split(';');
  return type.trim().toLowerCase();
}

async function text(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > LARGEST_ANSWER) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
