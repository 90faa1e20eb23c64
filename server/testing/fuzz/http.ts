import type { Random } from './random.ts';
import { type Target, Wire } from './wire.ts';

const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'CONNECT',
  'get',
  'X',
] as const;
const PATHS = [
  '/',
  '/login',
  '/healthz',
  '/readyz',
  '/metrics',
  '/live',
  '/ws/serial',
  '/ws/vnc',
  '/api',
  '/api/openapi.json',
  '/api/v1/nodes',
  '/api/v1/nodes/one',
  '/api/v1/nodes/one/boots',
  '/api/v1/nodes/one/boots/1/log',
  '/api/v1/nodes/none/actions',
  '/api/v1/runs',
  '/api/v1/operations/x',
  '/api/v1/hosts',
  '/api/v1/audit',
  '/api/v1/tickets',
  '/api/v1/tokens',
  '/api/v1/tokens/x',
  '/api/v1/session',
  '/api/v1/capacity',
  '/api/v1/orchestrators',
  '/_next/static/x.js',
  '/nodes/x',
  '/favicon.ico',
] as const;
const MARKS = [
  '%',
  '%zz',
  '%00',
  '%C0%AF',
  '%E0%A4',
  '%2e%2e/',
  '..',
  '//',
  '\\',
  '*',
  '?',
  '?limit=-1',
  '?limit=1e99',
  '?before=%zz',
  '?port=9',
  '?a[b]=c&a=d',
  '#',
  ';x',
  '%F0%9F%92%A9',
  'x'.repeat(9000),
] as const;
const HEADERS = [
  'Accept: */*',
  'Accept: text/html',
  'Range: bytes=5-1',
  'Range: bytes=0-99999999999999999999',
  'Cookie: ven_session_f0f0f0=%zz; =;;;',
  `Cookie: ${'a=b; '.repeat(1000)}`,
  'Origin: null',
  'Origin: http://[',
  'Sec-Fetch-Site: cross-site',
  'X-Forwarded-For: 1, 2, \u00ff',
  'Expect: 100-continue',
  'If-None-Match: ****',
  'Content-Encoding: gzip',
  'Transfer-Encoding: gzip',
  'Upgrade: h2c',
  'Next-Action: x',
  'Content-Length: 5',
  'Host: other',
  'Host: %%%',
  `X-Long: ${'y'.repeat(20_000)}`,
  'Bad Header',
  'Connection: close, x',
  'TE: trailers',
] as const;

/** A body that is invalid or nearly valid. */
function oddBody(random: Random): Buffer {
  return random.pick([
    () => Buffer.from('['.repeat(50_000)),
    () => Buffer.from(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
    () => Buffer.from(`"${'x'.repeat(300_000)}"`),
    () => Buffer.from(JSON.stringify(Array.from({ length: 20_000 }, () => 1))),
    () => Buffer.from('{"__proto__":{"role":"admin"},"constructor":1}'),
    () => Buffer.from('{"node":"one","kind":"serial","port":1e400}'),
    () => Buffer.from(`{"node":"${'n'.repeat(5000)}","kind":"vnc"}`),
    () => Buffer.from('{"email":"a@b.c","password":7}'),
    () => Buffer.from('{"names":["\\ud800"],"count":-0}'),
    () => Buffer.from([0x22, 0xc3, 0x28, 0xff, 0x22]),
    () => random.bytes(random.below(200)),
    () => Buffer.alloc(0),
  ])();
}

function request(random: Random, { url, viewer, operator }: Target): { head: string; body: Buffer } {
  const method = random.pick(METHODS);
  const mark = random.chance(0.5) ? random.pick(MARKS) : '';
  const plain = random.pick(PATHS).replace('nodes/one', method === 'DELETE' ? 'nodes/none' : 'nodes/one');
  const path = random.chance(0.03) ? random.pick(['*', 'http://other.example/', 'x', '']) : plain + mark;
  const body = random.chance(0.4) ? oddBody(random) : Buffer.alloc(0);
  const chunked = random.chance(0.3);
  const headers = [
    ...(random.chance(0.97) ? [`Host: ${new URL(url).host}`] : []),
    ...(random.chance(0.8) ? [`Authorization: ${random.chance(0.5) ? viewer : operator}`] : []),
    ...(random.chance(0.8) ? ['Content-Type: application/json'] : []),
    ...(body.length > 0 ? [chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`] : []),
    ...(random.chance(0.4) ? [random.pick(HEADERS)] : []),
    'Connection: close',
  ];
  const head = `${method} ${path} HTTP/1.${random.chance(0.95) ? 1 : 0}\r\n${headers.join('\r\n')}\r\n\r\n`;
  const framed =
    chunked && body.length > 0
      ? Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')])
      : body;
  return { head, body: framed };
}

/** Sends one request on a new connection; returns the status, if any. */
export async function oneRequest(random: Random, target: Target): Promise<number> {
  const wire = new Wire(target);
  const { head, body } = request(random, target);
  const whole = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  const aborted = random.chance(0.1);
  await wire.write(aborted ? whole.subarray(0, random.below(whole.length)) : whole);
  if (aborted && random.chance(0.5)) wire.socket.resetAndDestroy();
  else if (aborted) wire.socket.end();
  const status = Number((await wire.answered()).split(' ')[1] ?? 0);
  wire.socket.destroy();
  return status;
}
