import { type Context } from 'hono';
import { type ContentfulStatusCode } from 'hono/utils/http-status';
import { SimulatorError } from '../error.ts';

type Fields = Readonly<Record<string, string | number | boolean>>;

/**
 * A reply to a guest: JSON, or for a guest that asks for text, `key=value` lines that busybox can take apart.
 * Each value stays on its own line, whatever is in it.
 */
export function reply(context: Context, fields: Fields, status: ContentfulStatusCode = 200): Response {
  if (!(context.req.header('accept') ?? '').includes('text/plain')) return context.json(fields, status);
  const lines = Object.entries(fields).map(
    ([key, value]) => `${key}=${String(value).replaceAll(/[\r\n]+/g, ' ')}\n`,
  );
  return context.text(lines.join(''), status);
}

export function replyToGuestError(error: Error, context: Context): Response {
  if (!(error instanceof SimulatorError)) {
    return reply(context, { code: 'Internal', message: `simulator defect: ${error.message}` }, 500);
  }
  return reply(context, { code: error.code, message: error.message }, error.status);
}
