import { expect, it } from 'vitest';
import { addressOf, clientOf } from './client-address.ts';

it.each([
  ['::ffff:192.0.2.1', '203.0.113.9', null, '192.0.2.1'],
  ['127.0.0.1', '203.0.113.9', null, '127.0.0.1'],
  ['127.0.0.1', '10.0.0.1, 203.0.113.9', 'https://ven.example', '203.0.113.9'],
  ['::1', ' 2001:db8::5 ', 'https://ven.example', '2001:db8::5'],
  ['127.0.0.1', 'nonsense', 'https://ven.example', '127.0.0.1'],
  ['192.0.2.1', '203.0.113.9', 'https://ven.example', '192.0.2.1'],
])('%s with X-Forwarded-For %s and VEN_BASE_URL %s is %s', (peer, forwarded, baseUrl, address) =>
  expect(addressOf({ peer, forwarded }, baseUrl)).toBe(address),
);

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::', '2001:db8:1:2::/64'],
  ['2001:db8::7', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', ''],
])('%s counts as the client %s', (address, client) => expect(clientOf(address)).toBe(client));
