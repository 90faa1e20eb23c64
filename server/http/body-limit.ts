import { createMiddleware } from 'hono/factory';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type HttpEnvironment } from './environment.ts';

/** The largest request is a create with fifty serial numbers. */
const MAX_BODY_BYTES = 256 * 1024;
/** The limit without a login, enough to log in: large bodies of thousands of strangers would fill the memory. */
const MAX_STRANGERS_BODY_BYTES = 8 * 1024;

function tooLarge(most: number): ConsoleError {
  return new ConsoleError('too-large', `The body is larger than ${most / 1024} KiB.`, {
    fix: 'Send less, in several requests if need be.',
  });
}

async function readWithin(most: number, body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Refuses bodies that are too large before they are in memory: by their declared length, which Node enforces, or else
 * while they are read.
 */
export const bodyLimit = createMiddleware<HttpEnvironment>(async (c, next) => {
  const { raw } = c.req;
  const most = c.var.identity ? MAX_BODY_BYTES : MAX_STRANGERS_BODY_BYTES;
  const declared = c.req.header('content-length');
  if (declared !== undefined && Number(declared) > most) throw tooLarge(most);
  if (c.req.header('transfer-encoding') !== undefined && raw.body) {
    const body = new Uint8Array(await readWithin(most, raw.body));
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body });
  }
  await next();
});
