import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { FIRST_NODES_HEADER, readFirstNodes } from '../../lib/contract/first-rows.ts';
import { sampleNode } from '../testing/samples.ts';
import { addFirstNodes } from './first-nodes.ts';

const createdAt = '2026-11-27T10:00:00.000Z';
const nodes = Array.from({ length: 200 }, (_, index) => sampleNode(`lab-${index + 1}`, { createdAt }));

/** The names that the page would be given. */
async function names(url: string, headers: Readonly<Record<string, string>> = {}, list = nodes) {
  const request = new IncomingMessage(new Socket());
  request.url = url;
  Object.assign(request.headers, { accept: 'text/html', ...headers });
  await addFirstNodes(request, () => Promise.resolve(list));
  const given = request.headers[FIRST_NODES_HEADER];
  return readFirstNodes(typeof given === 'string' ? given : null).map(({ name }) => name);
}

test('the list comes with its first nodes, in the order that was chosen', async () => {
  expect(await names('/')).toHaveLength(12);
  expect((await names('/?create=1'))[0]).toBe('lab-1');
  expect((await names('/', { cookie: 'a=b; ven.nodes.sort=name%20descending' }))[0]).toBe('lab-200');
  expect((await names('/', { cookie: 'ven.nodes.sort=%E0%A4%A' }))[0]).toBe('lab-1');
});

test('other pages, parts of pages and the deleted nodes come without', async () => {
  for (const url of ['/?show=deleted', '/runs', '/nodes/n-1']) expect(await names(url)).toEqual([]);
  expect(await names('/', { accept: '*/*' })).toEqual([]);
  expect(await names('/', {}, [])).toEqual([]);
});

test('the page comes without them when they cannot be read', async () => {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { url: '/', headers: { accept: 'text/html' } });
  await addFirstNodes(request, () => Promise.reject(new Error('no database')));
  expect(request.headers[FIRST_NODES_HEADER]).toBe('%5B%5D');
});

test('what a client sends in the header is dropped', async () => {
  expect(await names('/runs', { [FIRST_NODES_HEADER]: '[{}]' })).toEqual([]);
  expect(await names('/', { [FIRST_NODES_HEADER]: '[{}]' }, [])).toEqual([]);
});
