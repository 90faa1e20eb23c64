import type { Context } from 'hono';
import type { HttpEnvironment } from './environment.ts';

/**
 * The description of a response with one JSON document per line. Without a schema: declared as JSON, the whole body would
 * be taken for one document.
 */
export const lines = (what: string) => ({ description: `application/x-ndjson: per line ${what}` });

/** Responds with each item as a line, as soon as it is there. The work stops when the client disconnects. */
export async function streamed(
  c: Context<HttpEnvironment>,
  begin: (signal: AbortSignal) => Promise<AsyncGenerator<unknown, void>>,
) {
  const cancelled = new AbortController();
  const items = await begin(AbortSignal.any([cancelled.signal, c.req.raw.signal]));
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await items.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      },
      async cancel() {
        cancelled.abort();
        await items.return();
      },
    },
    { highWaterMark: 0 },
  );
  c.header('content-type', 'application/x-ndjson');
  c.header('cache-control', 'no-store');
  return c.body(body, 200);
}
