import { type Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly ca?: string;
  readonly agent?: HttpAgent | HttpsAgent;
  /** The name to verify, where the address is asked for. */
  readonly servername?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly bytes: Buffer;
  readonly text: string;
  /** Parsed, or undefined when it is not JSON. */
  readonly json: unknown;
  /** Whether the other side ended the body as it had announced. */
  readonly complete: boolean;
}

/** One request on a connection of its own (unless an agent is given); the path is sent as it is written. */
export async function call(base: string, path: string, options: Call = {}): Promise<Reply> {
  const { hostname, port, protocol } = new URL(base);
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  const body = options.json === undefined ? options.body : JSON.stringify(options.json);
  const request = send({
    hostname,
    port,
    path,
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(options.json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      ...options.headers,
    },
    agent: options.agent ?? false,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.servername === undefined ? {} : { servername: options.servername }),
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    // Also after the answer has begun: what is missing then shows in the reply.
    request.on('error', reject);
    request.end(body);
  });
  return readReply(response);
}

async function readReply(response: IncomingMessage): Promise<Reply> {
  const bytes = await collect(response);
  const text = bytes.toString('utf8');
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes,
    text,
    json: parse(text),
    complete: response.complete,
  };
}

/** What arrives, even when the connection is cut before the end. */
async function collect(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  } catch {
    // Cut off: what came so far is the result, and `complete` says so.
  }
  return Buffer.concat(chunks);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
