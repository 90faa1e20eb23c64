import { describe, expect, test } from 'vitest';
import { ipv6Routes, mainRoutes, trieRoutes } from './host-routes.ts';
import { strangers } from './overlaps.ts';
import { overlap, prefixOf, takes } from './ranges.ts';
import { firstFree } from './subnets.ts';

const range = (cidr: string) => {
  const [address = '', prefix] = cidr.split('/');
  return { address, prefix: Number(prefix), origin: cidr };
};

test.each([
  ['192.168.172.10/22', '192.168.174.0/24', true],
  ['192.168.172.10/22', '192.168.176.0/24', false],
  ['10.0.0.0/8', '10.176.3.0/24', true],
  ['10.176.3.7/32', '10.176.3.0/24', true],
  ['fd00:10:176::/48', 'fd00:10:176:3::/64', true],
  ['fd00:10:177::/48', 'fd00:10:176:3::/64', false],
  ['::/0', '10.0.0.0/24', false],
])('%s and %s meet: %j', (one, other, meet) => {
  expect(overlap(range(one), range(other))).toBe(meet);
  expect(overlap(range(other), range(one))).toBe(meet);
});

test('a VPN that takes everything takes no network, one that takes a part of it does', () => {
  for (const route of ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '::/0', 'fc00::/7'])
    expect(takes(range(route), '10.176.3')).toBe(false);
  for (const route of ['10.0.0.0/8', '10.176.0.0/14', '10.176.3.128/25', 'fd00:10:176:3::5/128'])
    expect(takes(range(route), '10.176.3')).toBe(true);
});

test.each([
  ['10.1.2.3', '255.255.252.0', undefined, 22],
  ['10.1.2.3', undefined, '20', 20],
  ['172.16.0.1', undefined, undefined, 16],
  ['192.168.1.1', undefined, undefined, 24],
  ['fd00::1', undefined, undefined, 64],
])('%s with the mask %s or the prefix %s has %d bits', (address, mask, prefix, bits) => {
  expect(prefixOf(address, mask, prefix)).toBe(bits);
});

describe('the preferred subnet', () => {
  const wish = { preferred: '192.168.174', seed: 'demo' };

  test('or the first free one from where the seed points to', () => {
    expect(firstFree([], wish)).toBe('192.168.174');
    const lan = [range('192.168.172.10/22')];
    const first = firstFree(lan, wish) ?? '';
    expect(first).toMatch(/^10\.(17[6-9]|1[89]\d|2[0-3]\d)\.\d+$/);
    expect(firstFree(lan, { ...wish, seed: 'other' })).not.toBe(first);
    expect(firstFree([...lan, range(`${first}.200/30`)], wish)).not.toBe(first);
  });

  test('or an unassigned one when all private addresses are behind a VPN, or none', () => {
    const vpn = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(range);
    expect(firstFree(vpn, wish)).toMatch(/^198\.1[89]\.\d+$/);
    expect(firstFree([...vpn, range('198.18.0.0/15')], wish)).toBeNull();
  });
});

test('the kernel’s tables of routes', () => {
  const main = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
tun0\t0000B00A\t00000000\t0001\t0\t0\t50\t0000FCFF\t0\t0\t0
`;
  expect(mainRoutes(main)).toMatchObject([
    { address: '0.0.0.0', prefix: 0, device: 'wlan0' },
    { address: '10.176.0.0', prefix: 14, device: 'tun0' },
  ]);
  const trie = `Main:
  +-- 0.0.0.0/0 2 0 2
     |-- 172.20.0.0
        /14 universe UNREACHABLE
        /16 link UNICAST
Local:
     |-- 127.0.0.1
        /32 host LOCAL
Id 77:
  |-- 10.200.0.0
     /16 link UNICAST
`;
  expect(trieRoutes(trie).map(({ address, prefix }) => `${address}/${prefix}`)).toEqual([
    '172.20.0.0/14',
    '172.20.0.0/16',
    '10.200.0.0/16',
  ]);
  const ipv6 = `fd000010017600030000000000000000 40 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000100 00000001 00000000 00000001     wg0
fe800000000000000000000000000000 40 ${'0'.repeat(32)} 00 ${'0'.repeat(32)} 00000100 00000001 00000000 00000001     eth0
`;
  const routes = ipv6Routes(ipv6);
  expect(routes).toMatchObject([{ prefix: 64, device: 'wg0' }]);
  expect(routes.some((route) => takes(route, '10.176.3'))).toBe(true);
});

test('what lies behind the bridge of the nodes is their own, everything else is not', () => {
  const at = (cidr: string, device: string | null) => ({ ...range(cidr), device });
  const own = [at('10.176.3.0/24', 'ven0'), at('10.176.3.0/24', null), at('10.176.3.1/24', 'ven0')];
  expect(strangers(own, 'ven0')).toEqual([]);
  const vpn = at('10.176.3.64/26', null);
  expect(strangers([...own, vpn, at('10.0.0.0/8', 'tun0')], 'ven0')).toEqual([vpn, at('10.0.0.0/8', 'tun0')]);
});
