import { expect, test } from 'vitest';
import { fetchedAhead } from './fetched-ahead.ts';

const headers = { accept: 'text/html,*/*' };
const paths = (url: string) =>
  [...(fetchedAhead({ url, headers }) ?? '').matchAll(/<([^>]+)>/g)].map(([, path]) => path);

test('the list and a node’s page ask for their data at the first byte', () => {
  expect(paths('/?show=deleted')).toContain('/api/v1/nodes');
  expect(paths('/nodes/n-1?tab=boots')).toContain('/api/v1/nodes/n-1');
  expect(paths('/hosts/lab%201/domains?show=all')).toContain('/api/v1/hosts/lab%201/domains');
  expect(paths('/settings')).toEqual(['/api/v1/session', '/api/v1/hosts']);
});

test('nothing is fetched for a part of a page, nor for somebody who has to sign in', () => {
  expect(fetchedAhead({ url: '/', headers: { accept: '*/*' } })).toBeUndefined();
  expect(fetchedAhead({ url: '/login?next=%2Fsettings', headers })).toBeUndefined();
});
