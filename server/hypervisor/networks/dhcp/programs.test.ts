import { expect, test } from 'vitest';
import { dhcpServersIn } from './programs.ts';

const OWN = 'UNCONN 0 0 0.0.0.0%ven0a1b:67 0.0.0.0:* users:(("dnsmasq",pid=812,fd=3))';
const OTHER_BRIDGE = 'UNCONN 0 0 0.0.0.0%virbr0:67 0.0.0.0:* users:(("dnsmasq",pid=700,fd=3))';
const found = (...lines: string[]) => dhcpServersIn(lines.join('\n'), 'ven0a1b', '10.176.1.1');

test('the bridge’s own dnsmasq, and those of other bridges, do not answer besides', () => {
  expect(found(OWN, OTHER_BRIDGE, '')).toEqual([]);
  expect(found('UNCONN 0 0 10.176.1.1:67 0.0.0.0:* users:(("dnsmasq",pid=1,fd=3))')).toEqual([]);
});

test('a server on every interface, or on this bridge, does', () => {
  expect(
    found(
      OWN,
      'UNCONN 0 0 0.0.0.0:67 0.0.0.0:* users:(("dhcpd",pid=99,fd=7))',
      'UNCONN 0 0 *:67 *:* users:(("kea-dhcp4",pid=98,fd=7))',
      'UNCONN 0 0 0.0.0.0%ven0a1b:67 0.0.0.0:* users:(("udhcpd",pid=97,fd=7))',
    ),
  ).toEqual(['dhcpd (process 99)', 'kea-dhcp4 (process 98)', 'udhcpd (process 97)']);
});

test('programs of other users have no name', () => {
  expect(found('UNCONN 0 0 0.0.0.0:67 0.0.0.0:*')).toEqual(['a program']);
});
