import { expect, test } from 'vitest';
import { type Maskable, maskForms, maskOf } from './masking.ts';

const node: Maskable = {
  serial: 'VH4N1M2',
  uuid: '12345678-9abc-4def-8123-456789abcdef',
  mac: '52:54:00:ab:cd:ef',
  host: 'rack12-b',
  orchestratorView: null,
};
const mask = maskOf(node);

test.each([
  ['serial VH4N1M2.', 'serial ••••••.'],
  ['Serial=vh4n1m2', 'Serial=••••••'],
  ['uuid 12345678-9ABC-4DEF-8123-456789ABCDEF', 'uuid ••••••'],
  ['123456789abc4def8123456789abcdef', '••••••'],
  ['eth0: 52-54-00-AB-CD-EF and 525400abcdef', 'eth0: •••••• and ••••••'],
  ['inet 192.0.2.7/24 via 192.0.2.1', 'inet ••••••/24 via ••••••'],
  ['on rack12-b by ann@example.com', 'on •••••• by ••••••'],
  ['fe80::5054:ff:feab:cdef%eth0', '••••••%eth0'],
])('%s', (text, masked) => {
  expect(mask(text)).toBe(masked);
});

test.each([
  'VH4N1M23 is another one',
  '12:34:56 is a time of day',
  'kernel 6.8.0-45 booted in 1.2.3',
  'edge-1 is a name to say',
  'ratio 1.50.300.9',
])('%s stays', (text) => {
  expect(mask(text)).toBe(text);
});

test('a short name of a host is a word like others', () => {
  expect(maskOf({ ...node, host: 'local' })('a local disk on rack12-b')).toBe('a local disk on rack12-b');
});

test('what has the form of an address is hidden without knowing the node', () => {
  expect(maskForms('by bob@example.com at 198.51.100.1')).toBe('by •••••• at ••••••');
});
