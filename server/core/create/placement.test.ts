import { describe, expect, test } from 'vitest';
import { containing } from '../../testing/matching.ts';
import type { HostNetwork, HostPool } from '../../../lib/contract/host-resources.ts';
import { checkDiskPool, checkNetwork } from './placement.ts';

const FACTS = {
  bootProgramUrl: 'https://boot.example.com/ipxe.efi',
  bootScriptUrl: 'https://boot.example.com/boot.ipxe',
  authority: null,
  secureBootCertificate: null,
  hosts: [{ address: '192.0.2.1', names: ['api.example.com'] }],
  subnet: null,
};

const network = (name: string, changes: Partial<HostNetwork> = {}): HostNetwork => ({
  ...{ name, active: true, forward: 'nat', bridge: 'virbr0', addresses: ['192.168.122.1/24'], dhcp: true },
  ...{ bootProgram: null, own: false, optionsOf: null, users: [] },
  ...changes,
});

const RESOURCES = {
  networks: [
    network('default'),
    network('off', { active: false, bridge: null }),
    network('no-dhcp', { dhcp: false }),
    network('lab', { bootProgram: FACTS.bootProgramUrl }),
    network('lan', { forward: 'bridge', dhcp: false }),
    network('ven-me-sim', { own: true }),
  ],
  bridges: [{ name: 'br0', ports: ['eno1'] }],
};

const check = (wish: Parameters<typeof checkNetwork>[0], facts: Parameters<typeof checkNetwork>[2] = FACTS) =>
  checkNetwork(wish, RESOURCES, facts);

describe('an existing network', () => {
  test.each([
    ['missing', 'has no network "missing"', 'default, off'],
    ['off', 'is not active', 'virsh net-start off'],
    ['no-dhcp', 'has no DHCP', 'ip-dhcp-range'],
    ['ven-me-sim', 'makes and removes by itself', 'Leave'],
  ])('%s is refused', (name, message, fix) => {
    expect(() => check({ kind: 'network', name })).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: containing(message),
        fix: containing(fix),
        errors: [expect.objectContaining({ field: 'network' })],
      }),
    );
  });

  test('that boots from elsewhere is accepted with the options that its server has to send', () => {
    expect(check({ kind: 'network', name: 'default' })).toEqual([containing('ven network show default')]);
    const [warning] = check({ kind: 'network', name: 'lan' });
    expect(warning).toContain('option 60 "HTTPClient" and option 67 "https://boot.example.com/ipxe.efi"');
    expect(warning).toContain('option 67 "https://boot.example.com/boot.ipxe"');
    expect(warning).toContain('boot.example.com, api.example.com');
    expect(check({ kind: 'network', name: 'lab' })).toEqual([]);
  });
});

describe('a bridge', () => {
  test('of the host is accepted with what its DHCP server has to send', () => {
    expect(check({ kind: 'bridge', name: 'br0' })).toEqual([containing('the bridge br0')]);
  });

  test.each([
    ['br7', 'no bridge "br7"', 'br0'],
    ['virbr0', 'of libvirt’s network "default"', 'Choose the network "default"'],
  ])('%s is refused', (name, message, fix) => {
    expect(() => check({ kind: 'bridge', name })).toThrow(
      expect.objectContaining({
        message: containing(message),
        fix: containing(fix),
      }),
    );
  });

  test('on a machine that the console cannot see is believed', () => {
    expect(
      checkNetwork({ kind: 'bridge', name: 'br7' }, { ...RESOURCES, bridges: null }, FACTS),
    ).toHaveLength(1);
  });
});

test('an orchestrator that is reachable in its own network only', () => {
  const simulator = { ...FACTS, subnet: '10.176.0' };
  expect(check({ kind: 'own', subnet: null }, simulator)).toEqual([]);
  for (const wish of [
    { kind: 'own', subnet: '10.20.30.0/24' },
    { kind: 'bridge', name: 'br0' },
  ] as const)
    expect(() => check(wish, simulator)).toThrow(expect.objectContaining({ code: 'invalid' }));
});

describe('an existing pool', () => {
  const pool = (name: string, changes: Partial<HostPool> = {}): HostPool => ({
    ...{
      name,
      active: true,
      type: 'dir',
      path: '/srv',
      capacityGiB: 100,
      freeGiB: 50,
      volumes: 0,
      own: false,
    },
    ...changes,
  });
  const pools = [pool('big'), pool('off', { active: false }), pool('lvm', { type: 'logical' })];

  test.each([
    ['missing', 10, 'has no storage pool'],
    ['off', 10, 'is not active'],
    ['lvm', 10, 'is of type logical'],
    ['big', 101, 'is larger than the storage pool'],
  ])('%s for %i GiB is refused', (name, diskGiB, message) => {
    expect(() => checkDiskPool(name, pools, { diskGiB, count: 1 })).toThrow(
      expect.objectContaining({
        code: 'invalid',
        message: containing(message),
        errors: [expect.objectContaining({ field: 'pool' })],
      }),
    );
  });

  test('a shortage is a warning: disks grow', () => {
    expect(checkDiskPool('big', pools, { diskGiB: 20, count: 2 })).toEqual([]);
    expect(checkDiskPool('big', pools, { diskGiB: 20, count: 3 })).toHaveLength(1);
  });
});
