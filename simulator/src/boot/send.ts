import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The content of a file or script. */
export interface Content {
  readonly type: string;
  readonly etag: string;
  readonly bytes: number;
  /** Opens the bytes from `start` to `end`, inclusive. */
  open(start: number, end: number): Readable;
}

export function bytesContent(type: string, bytes: Buffer): Content {
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
  return {
    type,
    etag,
    bytes: bytes.length,
    open: (start, end) => Readable.from([bytes.subarray(start, end + 1)], { objectMode: false }),
  };
}

export function fileContent(path: string, bytes: number, etag: string): Content {
  return {
    type: 'application/octet-stream',
    etag,
    bytes,
    open: (start, end) => createReadStream(path, { start, end, highWaterMark: 256 * 1024 }),
  };
}

/** Faults to simulate during a transfer. */
export interface TransferFaults {
  readonly bytesPerSecond?: number | undefined;
  /** Close the connection after this fraction of the content. */
  readonly cutAfter?: number | undefined;
}

type Range = { start: number; end: number };

/** Handles HEAD and GET with ranges, ETag, and always a Content-Length. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
  flaws: TransferFaults,
): Promise<void> {
  const headers = { ETag: content.etag, 'Accept-Ranges': 'bytes', 'Content-Type': content.type };
  if (request.headers['if-none-match'] === content.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const range = readRange(request.headers.range, content.bytes);
  if (range === 'unsatisfiable') {
    response
      .writeHead(416, { ...headers, 'Content-Range': `bytes */${content.bytes}`, 'Content-Length': 0 })
      .end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: content.bytes - 1 };
  const length = end - start + 1;
  response.writeHead(range === undefined ? 200 : 206, {
    ...headers,
    'Content-Length': length,
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${start}-${end}/${content.bytes}` }),
  });
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return;
  }
  await stream(response, content, { start, end }, flaws);
}

async function stream(
  response: ServerResponse,
  content: Content,
  range: Range,
  flaws: TransferFaults,
): Promise<void> {
  const isCut = flaws.cutAfter !== undefined;
  const length = range.end - range.start + 1;
  const sent = isCut ? Math.floor(length * (flaws.cutAfter ?? 0)) : length;
  const source = content.open(range.start, range.start + sent - 1);
  const abort = new AbortController();
  response.once('close', () => abort.abort());
  try {
    // Only a complete response is ended; a truncated one is destroyed below.
    if (sent > 0)
      await pipeline(paced(source, flaws.bytesPerSecond, abort.signal), response, { end: !isCut });
  } catch {
    // The client disconnected or the file is gone; no response can be sent any more.
    response.destroy();
    return;
  } finally {
    source.destroy();
  }
  if (isCut) response.destroy();
}

/** Limits the rate at which chunks are passed on. */
async function* paced(
  source: Readable,
  bytesPerSecond: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const begin = performance.now();
  let passed = 0;
  for await (const chunk of source) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('content is bytes');
    for (const piece of pieces(chunk, bytesPerSecond)) {
      passed += piece.length;
      if (bytesPerSecond !== undefined) await until(begin + (passed / bytesPerSecond) * 1000, signal);
      yield piece;
    }
  }
}

function* pieces(chunk: Buffer, bytesPerSecond: number | undefined): Generator<Buffer> {
  const size = bytesPerSecond === undefined ? chunk.length : Math.max(1, Math.floor(bytesPerSecond / 10));
  for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
}

function until(moment: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.max(0, moment - performance.now()));
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

/** A single byte range, as firmware and boot loaders send; a request for several ranges gets the full content. */
function readRange(header: string | undefined, bytes: number): Range | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (match === null) return;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start > end || start >= bytes ? 'unsatisfiable' : { start, end };
}
