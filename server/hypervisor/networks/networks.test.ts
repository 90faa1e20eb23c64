import { describe, expect, test } from 'vitest';
import { bridgeName } from '../names.ts';
import { exampleNetwork } from '../testing/models.ts';
import { networkXml } from '../xml/network.ts';
import { addressByArp } from './address.ts';
import { bootsAlike, describeNetwork } from './description.ts';

describe('a network’s description', () => {
  const description = describeNetwork(networkXml(exampleNetwork));

  test('contains the boot configuration', () => {
    expect(description).toMatchObject({
      bridge: bridgeName(exampleNetwork.name),
      addresses: ['10.176.0.1', 'fd00:10:176::1'],
      names: ['10.176.0.1 edge.example.com tinkerbell-haproxy.edge.example.com'],
    });
    expect(description.options).toHaveLength(6);
  });

  test('is the same in the words of libvirt, which shortens addresses', () => {
    const xml = networkXml(exampleNetwork);
    expect(xml).toContain('fd00:10:176:0::1');
    expect(bootsAlike(description, describeNetwork(xml.replace('fd00:10:176:0::1', 'fd00:10:176::1')))).toBe(
      true,
    );
  });

  test.each([
    [{ bootScriptUrl: null }],
    [{ subnet: '10.176.1' }],
    [{ names: [] }],
    [{ bootProgramUrl: 'https://other.example.com/x.efi' }],
  ])('differs with %j', (change) => {
    expect(bootsAlike(description, describeNetwork(networkXml({ ...exampleNetwork, ...change })))).toBe(
      false,
    );
  });
});

test('a bridge’s name is one that the kernel takes', () => {
  expect(bridgeName('ven-demo-a-very-long-name-of-an-orchestrator')).toMatch(/^ven[0-9a-f]{8}$/);
  expect(bridgeName('ven-demo-a')).not.toBe(bridgeName('ven-demo-b'));
});

test('the ARP table of the right bridge, answered entries only', () => {
  const table = `IP address       HW type     Flags       HW address            Mask     Device
10.176.0.5       0x1         0x0         52:54:00:00:00:01     *        venaaaaaaaa
10.176.0.6       0x1         0x2         52:54:00:00:00:01     *        other0
10.176.0.7       0x1         0x2         52:54:00:00:00:01     *        venaaaaaaaa
`;
  expect(addressByArp(table, 'venaaaaaaaa', '52:54:00:00:00:01')).toBe('10.176.0.7');
  expect(addressByArp(table, 'venaaaaaaaa', '52:54:00:00:00:02')).toBeNull();
});
