import { createMiddleware } from 'hono/factory';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type HttpEnvironment } from './environment.ts';

/** The largest request is a create with fifty serial numbers. */
const MAX_BODY_BYTES = 256 * 1024;

function tooLarge(): ConsoleError {
  return new ConsoleError('too-large', `The body is larger than ${MAX_BODY_BYTES / 1024} KiB.`, {
    fix: 'Send less, in several requests if need be.',
  });
}

async function readWithin(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Refuses bodies that are too large before they are in memory: by the length they declare, to which Node holds them,
 * or else while they are read.
 */
export const bodyLimit = createMiddleware<HttpEnvironment>(async (c, next) => {
  const { raw } = c.req;
  const declared = c.req.header('content-length');
  if (declared !== undefined && Number(declared) > MAX_BODY_BYTES) throw tooLarge();
  if (c.req.header('transfer-encoding') !== undefined && raw.body) {
    const body = new Uint8Array(await readWithin(raw.body));
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body });
  }
  await next();
});
