import type { z } from 'zod';
import { ConsoleError, problem } from '../../lib/contract/error.ts';

export interface ClientOptions {
  /** The console's address, without a slash at its end; empty in a page of the console itself. */
  readonly url: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Time limit for a response, in milliseconds. */
  readonly timeout?: number;
  /** The error for a request without a response. */
  readonly unreachable: (cause: unknown) => ConsoleError;
  /** The error for a response that is not from a console of this version. */
  readonly unexpected: (answer: string, cause?: unknown) => ConsoleError;
  /** Called with every refusal of the console before it is thrown. */
  readonly onRefusal?: (error: ConsoleError, path: string) => ConsoleError;
  /** Called with every response that is no refusal, before its body is read. */
  readonly onResponse?: (response: Response) => void;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RequestOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as they are. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** The response is a stream without a time limit. */
  readonly endless?: boolean;
}

/** The transport of the REST API. Every failure is a ConsoleError, except that of an aborted request. */
export class Http {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** The response to a successful request; its body has not been read. */
  async response(method: Method, path: string, options: RequestOptions = {}): Promise<Response> {
    const response = await this.#fetch(method, path, options);
    if (response.ok) {
      this.#options.onResponse?.(response);
      return response;
    }
    const { onRefusal } = this.#options;
    const error = await this.#refusal(response);
    throw onRefusal ? onRefusal(error, path) : error;
  }

  async json<T>(schema: z.ZodType<T>, method: Method, path: string, options?: RequestOptions): Promise<T> {
    const parsed = schema.safeParse(parseJson(await this.text(method, path, options)));
    if (parsed.success) return parsed.data;
    const place = parsed.error.issues[0]?.path.join('.') ?? '';
    const what = `${method} ${path} gave something else than expected${place === '' ? '' : ` at ${place}`}`;
    throw this.#options.unexpected(what, parsed.error);
  }

  async text(method: Method, path: string, options?: RequestOptions): Promise<string> {
    return this.#body(await this.response(method, path, options));
  }

  /** A response with one JSON document per line, each as soon as it has arrived. */
  async *lines<T>(
    schema: z.ZodType<T>,
    method: Method,
    path: string,
    options?: RequestOptions,
  ): AsyncGenerator<T, void> {
    const { body } = await this.response(method, path, options);
    if (body === null) return;
    let rest = '';
    try {
      for await (const text of body.pipeThrough(new TextDecoderStream())) {
        const complete = (rest + text).split('\n');
        rest = complete.pop() ?? '';
        for (const line of complete) yield this.#line(schema, line, `${method} ${path}`);
      }
    } catch (cause) {
      if (cause instanceof ConsoleError || options?.signal?.aborted === true) throw cause;
      throw this.#options.unreachable(cause);
    }
  }

  #line<T>(schema: z.ZodType<T>, line: string, request: string): T {
    const parsed = schema.safeParse(parseJson(line));
    if (parsed.success) return parsed.data;
    throw this.#options.unexpected(`${request} gave a line that is not understood`, parsed.error);
  }

  async #fetch(method: Method, path: string, options: RequestOptions): Promise<Response> {
    const { url, headers, timeout } = this.#options;
    const { accept = 'application/json', endless = false } = options;
    const content = contentOf(options);
    const signal =
      options.signal ?? (endless || timeout === undefined ? undefined : AbortSignal.timeout(timeout));
    try {
      return await fetch(`${url}/api/v1${path}`, {
        method,
        redirect: 'error',
        headers: {
          ...headers,
          accept: `${accept}, application/problem+json`,
          ...(content === null ? {} : { 'content-type': content.type }),
        },
        ...(content === null ? {} : { body: content.body }),
        ...(signal ? { signal } : {}),
      });
    } catch (cause) {
      if (options.signal?.aborted === true) throw cause;
      throw this.#options.unreachable(cause);
    }
  }

  async #body(response: Response): Promise<string> {
    try {
      return await response.text();
    } catch (cause) {
      throw this.#options.unreachable(cause);
    }
  }

  async #refusal(response: Response): Promise<ConsoleError> {
    const parsed = problem.safeParse(parseJson(await this.#body(response)));
    if (parsed.success) {
      const { code, detail, fix = '', errors = [] } = parsed.data;
      return new ConsoleError(code, detail, { fix, errors });
    }
    const type = response.headers.get('content-type') ?? 'no content type';
    return this.#options.unexpected(`HTTP ${response.status} with ${type}`);
  }
}

function contentOf({
  body,
  bytes,
}: RequestOptions): { type: string; body: string | Uint8Array<ArrayBuffer> } | null {
  if (bytes !== undefined) return { type: 'application/octet-stream', body: bytes };
  return body === undefined ? null : { type: 'application/json', body: JSON.stringify(body) };
}

/** A name as a part of a path. */
export const segment = (text: string): string => encodeURIComponent(text);

export function query(values: Readonly<Record<string, string | undefined>>): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined) given.set(key, value);
  const text = given.toString();
  return text === '' ? '' : `?${text}`;
}

/** Undefined for text that is not JSON: no document has that value. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Documents that arrive one by one, as long as it takes. */
export const LINES = { accept: 'application/x-ndjson', endless: true } as const;

export type Abortable = Pick<RequestOptions, 'signal'>;
