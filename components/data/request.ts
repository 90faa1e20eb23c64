import { type z } from 'zod';
import { ConsoleError, problem, type ErrorCode } from '../../lib/contract/error.ts';

const API = '/api/v1';

type Method = 'GET' | 'POST' | 'DELETE';

interface RequestOptions {
  readonly method?: Method;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const expired = new Set<() => void>();

/** Called when the server no longer knows who we are; returns how to stop listening. */
export function onSessionExpired(listener: () => void): () => void {
  expired.add(listener);
  return () => expired.delete(listener);
}

/** There was no answer at all, not even a refusal. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof ConsoleError && error.cause instanceof TypeError;

/** What a server that is no server of ours (a proxy, a dying process) most likely means by a status. */
function codeOf(status: number): ErrorCode {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  return 'internal';
}

async function refusal(response: Response): Promise<ConsoleError> {
  const text = await response.text();
  const parsed = problem.safeParse(parseJson(text));
  if (parsed.success) {
    const { code, detail, fix = '', errors = [] } = parsed.data;
    return new ConsoleError(code, detail, { fix, errors });
  }
  return new ConsoleError(
    codeOf(response.status),
    `The console's server answered ${response.status} without saying why.`,
    { fix: 'Look at the output of the server, or of the proxy in front of it.' },
  );
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

async function send(path: string, { method = 'GET', body, signal }: RequestOptions): Promise<Response> {
  try {
    return await fetch(`${API}${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    throw new ConsoleError('host-unreachable', 'The console’s server cannot be reached.', {
      fix: 'See whether it still runs; this page goes on by itself when it is back.',
      cause,
    });
  }
}

async function answered(path: string, options: RequestOptions): Promise<Response> {
  const response = await send(path, options);
  if (response.ok) return response;
  const error = await refusal(response);
  if (error.code === 'unauthenticated' && path !== '/session') for (const listener of expired) listener();
  throw error;
}

/** One request to the REST interface; the answer is parsed, a refusal becomes a ConsoleError. */
export async function request<T>(
  schema: z.ZodType<T>,
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  const response = await answered(path, options);
  const parsed = schema.safeParse(parseJson(await response.text()));
  if (parsed.success) return parsed.data;
  throw new ConsoleError('internal', `The answer to ${path} is not what this page understands.`, {
    fix: 'Reload the page: the server may have been updated since it was opened.',
    cause: parsed.error,
  });
}

/** A request whose answer does not matter beyond its success. */
export async function command(path: string, options: RequestOptions): Promise<void> {
  await answered(path, options);
}

export async function requestText(path: string, signal?: AbortSignal): Promise<string> {
  const response = await answered(path, signal ? { signal } : {});
  const text = await response.text();
  if (!(response.headers.get('content-type') ?? '').includes('json')) return text;
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null && 'xml' in value && typeof value.xml === 'string')
    return value.xml;
  return text;
}
