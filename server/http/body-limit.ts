import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { IMAGE_PART_BYTES } from '../../lib/contract/image.ts';
import { allows } from '../../lib/domain/permission.ts';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { HttpEnvironment } from './environment.ts';

/** The largest document is a create with fifty serial numbers. */
const MAX_BODY_BYTES = 256 * 1024;
/** The limit without a login, enough to log in: large bodies of thousands of strangers would fill the memory. */
const MAX_STRANGERS_BODY_BYTES = 8 * 1024;

/** A part of an image is larger than any document; only who may upload images may send one. */
function limitOf(c: Context<HttpEnvironment>): number {
  const { identity } = c.var;
  if (identity === null) return MAX_STRANGERS_BODY_BYTES;
  const isPart = c.req.method === 'PUT' && c.req.header('content-type') === 'application/octet-stream';
  return isPart && allows(identity.actor.role, 'images.write') ? IMAGE_PART_BYTES : MAX_BODY_BYTES;
}

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
  const most = limitOf(c);
  const declared = c.req.header('content-length');
  if (declared !== undefined && Number(declared) > most) throw tooLarge(most);
  if (c.req.header('transfer-encoding') !== undefined && raw.body) {
    const body = new Uint8Array(await readWithin(most, raw.body));
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body });
  }
  await next();
});
