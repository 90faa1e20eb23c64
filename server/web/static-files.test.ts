import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { staticFiles } from './static-files.ts';

const SCRIPT = 'export const answer = 42;';
let directory = '';
let server: Server;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'ven-static-'));
  writeFileSync(path.join(directory, 'a.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(path.join(directory, 'a.js.gz'), gzipSync(SCRIPT));
  const answerStatic = staticFiles(directory);
  server = createServer((request, response) => {
    if (!answerStatic(request, response)) response.end('left to Next');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

function fetched(url: string, encodings: string): Promise<IncomingMessage> {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return new Promise((resolve, reject) => {
    get({ port, path: url, headers: { 'accept-encoding': encodings } }, resolve).on('error', reject);
  });
}

it.each([
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip, deflate', 'gzip', gunzipSync],
] as const)('to a browser that accepts %s it answers with %s', async (accepted, encoding, decompress) => {
  const response = await fetched('/_next/static/a.js', accepted);
  expect(response.headers).toMatchObject({
    'content-encoding': encoding,
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(decompress(await buffer(response)).toString()).toBe(SCRIPT);
});

it.each([
  ['/_next/static/a.js', 'identity'],
  ['/_next/static/b.js', 'br'],
  ['/_next/static/../a.js', 'br'],
  ['/', 'br'],
])('leaves %s with accept-encoding %s to Next', async (url, accepted) => {
  expect(await text(await fetched(url, accepted))).toBe('left to Next');
});
