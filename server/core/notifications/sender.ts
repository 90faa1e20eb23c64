import type { Dispatcher, request } from 'undici';
import { messageOf } from '../../../lib/contract/error.ts';
import { printableLines } from '../../../lib/domain/printable.ts';

/** Of an answer, that much is kept; the rest is not read. */
const ANSWER_BYTES = 1024;
const CONNECT_MS = 10_000;

/** What came of one request. */
export interface SendResult {
  readonly status: number | null;
  /** Null: it was accepted. */
  readonly error: string | null;
  readonly answer: string;
  /** Milliseconds for which the receiver wants to be left alone; 0: it says nothing. */
  readonly retryAfter: number;
}

export interface Message {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Client {
  readonly request: typeof request;
  readonly dispatcher: Dispatcher;
}

/**
 * Sends messages to addresses that administrators have entered. What answers there is nobody's friend: a deadline for all of
 * it, no redirects (they would lead to where nobody allowed it), and only the beginning of an answer.
 */
export class Sender {
  readonly #deadline: number;
  readonly #closed = new AbortController();
  #client: Promise<Client> | undefined;

  constructor(deadline: number) {
    this.#deadline = deadline;
  }

  /** Rejects only if it is closed meanwhile. */
  async send({ url, headers, body }: Message): Promise<SendResult> {
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.#deadline)]);
    try {
      const { request: send, dispatcher } = await (this.#client ??= openClient());
      const response = await send(url, { method: 'POST', headers, body, dispatcher, signal });
      const { statusCode: status, headers: fields } = response;
      return {
        ...{ status, error: refusalOf(status, fields.location), answer: await beginning(response.body) },
        retryAfter: Math.max(0, Number(fields['retry-after']) || 0) * 1000,
      };
    } catch (error) {
      this.#closed.signal.throwIfAborted();
      return { ...{ status: null, answer: '', retryAfter: 0 }, error: this.#reason(error) };
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const client = await this.#client?.catch(() => undefined);
    await client?.dispatcher.destroy();
  }

  #reason(error: unknown): string {
    if (error instanceof Error && error.name === 'TimeoutError')
      return `There was no answer within ${this.#deadline / 1000} seconds.`;
    return printableLines(messageOf(error)).slice(0, 300) || 'The connection failed.';
  }
}

function refusalOf(status: number, location: unknown): string | null {
  if (status >= 200 && status < 300) return null;
  if (status < 300 || status >= 400) return `The receiver answered ${status}.`;
  const where = typeof location === 'string' ? ` to ${printableLines(location).slice(0, 200)}` : '';
  return `The receiver redirects${where} (${status}); redirects are not followed. Enter the final address.`;
}

/** Its status counts, also when the rest of the answer never ends, or breaks off. */
async function beginning(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // It is destroyed below, which it may report.
  body.on('error', () => undefined);
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) break;
      chunks.push(chunk);
      length += chunk.length;
      if (length >= ANSWER_BYTES) break;
    }
  } catch {
    // What has come until then is what there is.
  } finally {
    body.destroy();
  }
  const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8');
  return printableLines(text);
}

/** undici takes long to load, and most consoles notify nobody. Proxies are those of the environment. */
async function openClient(): Promise<Client> {
  const { EnvHttpProxyAgent, request } = await import('undici');
  return { request, dispatcher: new EnvHttpProxyAgent({ connect: { timeout: CONNECT_MS } }) };
}
