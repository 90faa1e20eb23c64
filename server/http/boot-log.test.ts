import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '../testing/recorded-boot.ts';
import { refusal, send } from '../testing/request.ts';
import { startConsole } from '../testing/test-server.ts';

const LOG = '/api/v1/nodes/one/boots/1/log/0';

/** A finished boot of node `one`, and the request for the output of its first port. */
async function recorded(...parts: Recorded[]) {
  const server = await startConsole();
  await server.recordBoot(await server.addNode('one'), ...parts);
  const headers = await server.as('viewer');
  return (query: string, range?: string) =>
    send(server, `${LOG}${query}`, { headers: { ...headers, ...(range === undefined ? {} : { range }) } });
}

/** 0…9, then ten bytes that are missing, then 20…29. */
const withGap = () => recorded('0123456789', { missing: 10, reason: 'the disk was full' }, 'abcdefghij');

describe('the log of a boot', () => {
  it('is a file to download, with its ends and gaps in the headers', async () => {
    const get = await withGap();
    const response = await get('');
    expect(await response.text()).toBe('0123456789abcdefghij');
    const header = Object.fromEntries(response.headers);
    expect(header).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="one-boot1-ttyS0.log"',
      'x-content-type-options': 'nosniff',
      'ven-log-start': '0',
      'ven-log-end': '30',
      'ven-log-live': 'false',
    });
    expect(JSON.parse(header['ven-log-gaps'] ?? '')).toEqual([
      { from: 10, to: 20, reason: 'the disk was full' },
    ]);
  });

  it.each([
    ['?from=3&to=6', '345', '3'],
    ['?from=8&to=22', '89ab', '8'],
    ['?from=15', 'abcdefghij', '15'],
    ['?from=99', '', '30'],
    ['?to=0', '', '0'],
  ])('is given in part: %s', async (query, text, from) => {
    const get = await withGap();
    const response = await get(query);
    expect(response.headers.get('ven-log-from')).toBe(from);
    expect(await response.text()).toBe(text);
  });

  it.each(['?from=6&to=3', '?from=-1', '?from=x', '?to=1e99'])('refuses %s', async (query) => {
    const get = await withGap();
    expect(await refusal(await get(query))).toMatchObject({ status: 422, code: 'invalid' });
  });

  it.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/30'],
    ['bytes=8-25', 206, '89', 'bytes 8-9/30'],
    ['bytes=25-', 206, 'fghij', 'bytes 25-29/30'],
    ['bytes=-4', 206, 'ghij', 'bytes 26-29/30'],
    ['bytes=5-2', 200, '0123456789abcdefghij', null],
    ['lines=1-2', 200, '0123456789abcdefghij', null],
    ['bytes=0-1,3-4', 200, '0123456789abcdefghij', null],
  ])('answers Range: %s', async (range, status, text, contentRange) => {
    const get = await withGap();
    const response = await get('', range);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(await response.text()).toBe(text);
  });

  it.each(['bytes=12-13', 'bytes=30-'])('refuses Range: %s', async (range) => {
    const get = await withGap();
    const response = await get('', range);
    expect(response.headers.get('content-range')).toBe('bytes */30');
    expect(await refusal(response)).toMatchObject({ status: 416, code: 'range-not-satisfiable' });
  });

  it('is whole at any length', async () => {
    const bytes = randomBytes(5_000_000);
    const get = await recorded(bytes);
    const response = await get('');
    const received = new Uint8Array(await response.arrayBuffer());
    const digest = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(digest(received)).toBe(digest(bytes));
  });

  it.each(['/api/v1/nodes/none/boots/1/log/0', '/api/v1/nodes/one/boots/2/log/0'])(
    'is missing: %s',
    async (path) => {
      const server = await startConsole();
      await server.addRunning('one');
      expect((await send(server, path, { headers: await server.as('viewer') })).status).toBe(404);
    },
  );
});
