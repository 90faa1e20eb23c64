import { expect, test } from 'vitest';
import { vncDisplayOf } from '../consoles/display.ts';
import { exampleDomain } from '../testing/models.ts';
import { domainXml } from './domain.ts';
import { withScreenInStream } from './screen.ts';

const { uuid } = exampleDomain;
/** As libvirt writes a definition that it was given. */
const LOOPBACK = domainXml(exampleDomain).replace(
  /<graphics[^>]*>/,
  `<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' passwd='Zx3_kq-9'>`,
);

test('every channel leads to the socket of the screen, each by a spelling of its own', () => {
  const xml = domainXml({ ...exampleDomain, screen: 'stream' });
  const { channels, password } = vncDisplayOf('edge-1', xml);
  expect(channels).toHaveLength(8);
  expect(password).toBe(exampleDomain.vncPassword);
  const paths = [...xml.matchAll(/path='([^']+)'/g)].map(([, path]) => path);
  expect(new Set(paths).size).toBe(8);
});

test('a definition from another way to the host gets the same screen, and nothing else changes', () => {
  const moved = withScreenInStream(LOOPBACK, uuid) ?? '';
  const screen = vncDisplayOf('edge-1', domainXml({ ...exampleDomain, screen: 'stream' }));
  expect(vncDisplayOf('edge-1', moved)).toEqual(screen);
  const [before = '', after = ''] = LOOPBACK.split(/<graphics[\s\S]*<\/graphics>/);
  expect([moved.startsWith(before), moved.endsWith(after)]).toEqual([true, true]);
  expect(withScreenInStream(moved, uuid)).toBeNull();
});

test.each([
  ['another address', (xml: string) => xml.replace("listen='127.0.0.1'", "listen='0.0.0.0'")],
  ['no password', (xml: string) => xml.replace("passwd='Zx3_kq-9'", '')],
  ['another kind', (xml: string) => xml.replace("type='vnc'", "type='spice'")],
  ['a second screen', (xml: string) => xml.replace('<graphics', "<graphics type='spice'/><graphics")],
  ['none', (xml: string) => xml.replace(/<graphics[\s\S]*<\/graphics>/, '')],
])('a screen that somebody made otherwise stays: %s', (_, change) => {
  expect(withScreenInStream(change(LOOPBACK), uuid)).toBeNull();
});
