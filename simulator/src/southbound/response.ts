import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { SimulatorError } from '../error.ts';

type Fields = Readonly<Record<string, string | number | boolean>>;

/**
 * Responds to a guest with JSON, or with `key=value` lines that busybox can parse if the guest accepts text/plain.
 * Line breaks in values are replaced, so that each value stays on one line.
 */
export function guestResponse(
  context: Context,
  fields: Fields,
  status: ContentfulStatusCode = 200,
): Response {
  if (!(context.req.header('accept') ?? '').includes('text/plain')) return context.json(fields, status);
  const lines = Object.entries(fields).map(
    ([key, value]) => `${key}=${String(value).replaceAll(/[\r\n]+/g, ' ')}\n`,
  );
  return context.text(lines.join(''), status);
}

export function guestErrorResponse(error: Error, context: Context): Response {
  if (!(error instanceof SimulatorError)) {
    return guestResponse(context, { code: 'Internal', message: `simulator defect: ${error.message}` }, 500);
  }
  return guestResponse(context, { code: error.code, message: error.message }, error.status);
}
