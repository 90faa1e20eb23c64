import { expect, it } from 'vitest';
import { isOwnHost } from './origin.ts';

const loopback = { baseUrl: 'https://ven.example.org', tls: false, host: '127.0.0.1' };

it.each([
  'localhost',
  'LOCALHOST:3000',
  'localhost.:3000',
  'ven.localhost',
  '127.0.0.1:1',
  '127.0.1.1',
  '[::1]:3000',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]:3000',
  'ven.example.org',
  'Ven.Example.Org:8443',
])('%s is this console’s own', (host) => expect(isOwnHost(host, loopback)).toBe(true));

it.each([
  'evil.example',
  'evil.example:3000',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'ven.example.org.evil.example',
  'evil.example@localhost',
  'localhost/evil',
  'localhost#evil',
  '192.0.2.1',
  '[2001:db8::1]',
  '0.0.0.0',
  '',
  undefined,
])('%s is foreign', (host) => expect(isOwnHost(host, loopback)).toBe(false));

it('accepts any name of a console that listens beyond loopback', () => {
  expect(isOwnHost('ven.lan', { ...loopback, host: '0.0.0.0' })).toBe(true);
  expect(isOwnHost('ven.lan', { ...loopback, host: '::1' })).toBe(false);
  expect(isOwnHost('ven.lan', { ...loopback, host: 'localhost' })).toBe(false);
});
