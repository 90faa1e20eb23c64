import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { FIRST_DOMAINS_HEADER, readFirstDomains } from '../../lib/contract/first-rows.ts';
import type { HostDomain } from '../../lib/contract/host-domain.ts';
import { addFirstDomains, type ListDomains } from './first-domains.ts';

const domain: HostDomain = {
  ...{ host: 'lab ü', uuid: 'u', name: 'größer', state: 'running', reason: 'booted', vcpus: null },
  ...{ memoryMiB: 512, persistent: true, autostart: false, node: null },
};

/** What the page would be given, and what the list was asked for. */
async function first(url: string, list: ListDomains = () => Promise.resolve([domain]), accept = 'text/html') {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { url, headers: { accept, [FIRST_DOMAINS_HEADER]: '[{}]' } });
  const asked: unknown[] = [];
  await addFirstDomains(request, (host, query) => {
    asked.push([host, query]);
    return list(host, query);
  });
  const given = request.headers[FIRST_DOMAINS_HEADER];
  return { given: readFirstDomains(typeof given === 'string' ? given : null), asked };
}

test('the page of a host’s domains comes with the first that its address asks for', async () => {
  expect(await first('/hosts/lab%20%C3%BC/domains?filter=a+b&sort=memoryMiB%20descending&show=all')).toEqual({
    given: [domain],
    asked: [
      ['lab ü', { search: 'a b', show: 'all', sort: 'memoryMiB', order: 'descending', offset: 0, limit: 24 }],
    ],
  });
  const { asked } = await first('/hosts/lab/domains');
  expect(asked).toEqual([
    ['lab', { search: '', show: 'others', sort: 'name', order: 'ascending', offset: 0, limit: 24 }],
  ]);
});

test('other pages and parts of pages come without, whatever a client sends', async () => {
  for (const url of ['/', '/hosts/lab', '/hosts/lab/domains/u', '/hosts/a/b/domains'])
    expect(await first(url)).toEqual({ given: [], asked: [] });
  expect(await first('/hosts/lab/domains', undefined, '*/*')).toEqual({ given: [], asked: [] });
});

test('a list that is refused, does not come, or is asked for wrongly keeps the page from nothing', async () => {
  expect((await first('/hosts/lab/domains', () => Promise.reject(new Error('no host')))).given).toEqual([]);
  expect((await first('/hosts/lab/domains', () => new Promise(() => undefined))).given).toEqual([]);
  expect((await first('/hosts/%E0%A4%A/domains')).given).toEqual([]);
  expect((await first(`/hosts/lab/domains?filter=${'x'.repeat(400)}`)).asked).toEqual([]);
});
