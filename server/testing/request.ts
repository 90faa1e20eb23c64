import type { z } from 'zod';
import { problem } from '../../lib/contract/error.ts';

export interface TestRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string or buffer is sent unchanged. */
  readonly body?: unknown;
}

/** A server; for the guests of a share link, what lies below its address. */
export interface Reachable {
  readonly url: string;
  readonly base?: string;
}

export async function send(
  server: Reachable,
  path: string,
  { method = 'GET', headers = {}, body }: TestRequest = {},
): Promise<Response> {
  const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return fetch(new URL(`${server.base ?? ''}${path}`, server.url), {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: raw }),
  });
}

/** The response's body, which must match the contract; extra fields are errors. */
export async function parsed<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
  return schema.parse(await response.json());
}

/** A refusal as defined by RFC 9457. */
export async function refusal(response: Response) {
  const body = await parsed(problem, response);
  if (response.headers.get('content-type') !== 'application/problem+json') throw new Error('not a problem');
  if (body.status !== response.status) throw new Error('two statuses');
  return body;
}
