import type { Context } from 'hono';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ByteLog } from '../../core/api.ts';
import { parseRange, type ByteRange } from '../byte-range.ts';
import { refusals, type ConsoleApp } from '../content.ts';
import type { HttpEnvironment } from '../environment.ts';
import { needs } from '../guard.ts';

const CHUNK_BYTES = 65_536;
const offset = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const show = createRoute({
  ...needs('console.read', 'log read'),
  method: 'get',
  path: '/api/v1/nodes/{node}/boots/{boot}/log/{port}',
  summary: 'What a serial port said in a boot',
  description:
    'Bytes as the guest sent them. Those that are missing are left out; ven-log-gaps says where. With Range the ' +
    'answer ends before the first gap.',
  request: {
    params: z.object({
      node: z.string().min(1).max(100),
      boot: z.coerce.number().int().min(1),
      port: z.coerce.number().int().min(0).max(1),
    }),
    query: z.object({ from: offset.optional(), to: offset.optional() }),
  },
  responses: {
    200: {
      description: 'The bytes between from and to that are kept',
      headers: {
        'ven-log-start': { schema: { type: 'integer' }, description: 'The oldest byte kept' },
        'ven-log-end': { schema: { type: 'integer' }, description: 'One past the newest byte' },
        'ven-log-from': {
          schema: { type: 'integer' },
          description: 'Offset of the first byte of the answer',
        },
        'ven-log-gaps': { schema: { type: 'string' }, description: 'JSON: [{from, to, reason}]' },
        'ven-log-live': { schema: { type: 'boolean' }, description: 'Whether more can come' },
      },
      content: { 'text/plain; charset=utf-8': { schema: z.string() } },
    },
    206: { description: 'The range that was asked for, at most up to the first gap' },
    416: { ...refusals.default, description: 'No byte of the range is there' },
    ...refusals,
  },
});

/** Reads at the client's pace; bytes discarded meanwhile are omitted like any other gap. */
function bytesOf(log: ByteLog, { from, to }: ByteRange): ReadableStream<Uint8Array> {
  let position = from;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (position < to) {
          const chunk = await log.read(position, Math.min(CHUNK_BYTES, to - position));
          if (!chunk) break;
          if (chunk.kind === 'gap') {
            position = chunk.to;
            continue;
          }
          position = chunk.offset + chunk.bytes.length;
          controller.enqueue(new Uint8Array(chunk.bytes));
          return;
        }
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Downloaded, never shown: what a guest prints must not become a page of this server. */
function headersOf(log: ByteLog, file: string, from: number): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename="${file}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'ven-log-start': String(log.facts.start),
    'ven-log-end': String(log.facts.end),
    'ven-log-from': String(from),
    'ven-log-live': String(log.live),
    // Reasons come from the console, but a header may hold only ASCII.
    'ven-log-gaps': JSON.stringify(log.facts.gaps).replace(/[^ -~]/g, '?'),
  };
}

function partial(c: Context<HttpEnvironment>, log: ByteLog, file: string, range: ByteRange | null): Response {
  const whole = log.live ? '*' : String(log.facts.end);
  if (!range) {
    c.header('content-range', `bytes */${log.facts.end}`);
    throw new ConsoleError('range-not-satisfiable', 'No byte of the range that was asked for is there.', {
      fix: 'Ask for one between ven-log-start and ven-log-end that lies in no gap; without Range all is sent.',
    });
  }
  return c.body(bytesOf(log, range), 206, {
    ...headersOf(log, file, range.from),
    'content-range': `bytes ${range.from}-${range.to - 1}/${whole}`,
  });
}

export function bootLogRoutes(app: ConsoleApp): void {
  app.openapi(show, async (c) => {
    const { node, boot, port } = c.req.valid('param');
    const { from, to } = c.req.valid('query');
    if (from !== undefined && to !== undefined && to < from) {
      throw new ConsoleError('invalid', 'The end of the bytes lies before their beginning.', {
        fix: 'Ask for a "to" that is not less than "from".',
        errors: [{ field: 'to', message: 'must not be less than from' }],
      });
    }
    const { core } = c.var.services;
    const { name } = await core.nodes.get(node);
    const { log } = await core.consoles.open(node, port, boot);
    const file = `${name}-boot${boot}-ttyS${port}.log`;
    const header = c.req.header('range');
    const range =
      header === undefined || from !== undefined || to !== undefined
        ? undefined
        : parseRange(header, log.facts);
    if (range !== undefined) return partial(c, log, file, range);
    const { start, end } = log.facts;
    const begin = Math.min(Math.max(from ?? start, start), end);
    const wanted = { from: begin, to: Math.max(begin, Math.min(to ?? end, end)) };
    return c.body(bytesOf(log, wanted), 200, headersOf(log, file, begin));
  });
}
