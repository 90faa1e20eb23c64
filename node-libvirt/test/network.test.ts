import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Network } from '../src/index.ts';
import {
  Connection,
  ErrorCode,
  ErrorDomain,
  ListAllNetworksFlags,
  NetworkUpdateCommand,
  NetworkUpdateFlags,
  NetworkUpdateSection,
  NetworkXMLFlags,
} from '../src/index.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { isolatedNetwork, ownAddresses } from './support/network-xml.ts';
import { field, fields, virsh, virshXML } from './support/virsh.ts';

leaveNothingBehind();

let qemu: Connection;
let network: Network;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  network = await qemu.networkDefineXML(isolatedNetwork({ name: ownName('network'), uuid: randomUUID() }));
});
afterAll(() => qemu.close());

const names = async (flags: number) => (await qemu.listAllNetworks(flags)).map(({ name }) => name);
const info = async () => fields(await virsh('net-info', network.name));

describe('a network', () => {
  test('is found by name and UUID once it is defined', async () => {
    const identity = { name: network.name, uuid: network.uuid };
    await expect(qemu.networkLookupByName(network.name)).resolves.toMatchObject(identity);
    await expect(qemu.networkLookupByUUID(network.uuid)).resolves.toMatchObject(identity);
    expect(await names(ListAllNetworksFlags.INACTIVE)).toContain(network.name);
    await expect(network.isPersistent()).resolves.toBe(true);
    await expect(network.isActive()).resolves.toBe(false);
    expect(field(await info(), 'Active')).toBe('no');
  });

  test('is started, with the bridge virsh names', async () => {
    await network.create();
    await expect(network.isActive()).resolves.toBe(true);
    expect(await names(ListAllNetworksFlags.ACTIVE)).toContain(network.name);
    expect(field(await info(), 'Active')).toBe('yes');
    await expect(network.getBridgeName()).resolves.toBe(field(await info(), 'Bridge'));
  });

  test('is the XML virsh net-dumpxml prints', async () => {
    expect(await network.getXMLDesc()).toBe(await virshXML('net-dumpxml', network.name));
    expect(await network.getXMLDesc(NetworkXMLFlags.INACTIVE)).toBe(
      await virshXML('net-dumpxml', network.name, '--inactive'),
    );
  });

  test('starts with the host or not', async () => {
    await expect(network.getAutostart()).resolves.toBe(false);
    await network.setAutostart(true);
    await expect(network.getAutostart()).resolves.toBe(true);
    expect(field(await info(), 'Autostart')).toBe('yes');
    await network.setAutostart(false);
  });

  test('is given a host and loses it again, running and in its definition', async () => {
    const { ADD_LAST, DELETE, MODIFY } = NetworkUpdateCommand;
    const section = NetworkUpdateSection.IP_DHCP_HOST;
    const flags = NetworkUpdateFlags.LIVE | NetworkUpdateFlags.CONFIG;
    const mac = '52:54:00:00:00:21';
    const host = (last: number) => `<host mac='${mac}' ip='${ownAddresses()}.${last}'/>`;
    const texts = () =>
      Promise.all([
        virshXML('net-dumpxml', network.name),
        virshXML('net-dumpxml', network.name, '--inactive'),
      ]);

    await network.update({ command: ADD_LAST, section, xml: host(101), flags });
    for (const text of await texts()) expect(text).toContain(host(101));
    await network.update({ command: MODIFY, section, parentIndex: 0, xml: host(102), flags });
    for (const text of await texts()) expect(text).toContain(host(102));
    await network.update({ command: DELETE, section, xml: host(102), flags });
    for (const text of await texts()) expect(text).not.toContain(mac);
  });

  test('takes sections whose number is no command, and refuses commands that are none', async () => {
    const section = NetworkUpdateSection.DNS_HOST;
    const xml = `<host ip='${ownAddresses()}.103'><hostname>named</hostname></host>`;
    await network.update({ command: NetworkUpdateCommand.ADD_FIRST, section, xml });
    expect(await virsh('net-dumpxml', network.name)).toContain('<hostname>named</hostname>');
    await network.update({ command: NetworkUpdateCommand.DELETE, section, xml });
    expect(await virsh('net-dumpxml', network.name)).not.toContain('named');
    const wrong = { command: NetworkUpdateCommand.ADD_LAST, section: NetworkUpdateSection.BRIDGE, xml };
    expect(await failure(network.update(wrong))).toMatchObject({ kind: 'libvirt', call: 'NETWORK_UPDATE' });
  });

  test('without guests has no leases', async () => {
    await expect(network.getDHCPLeases()).resolves.toEqual([]);
    await expect(network.getDHCPLeases('52:54:00:00:00:22')).resolves.toEqual([]);
  });

  test('is stopped and undefined', async () => {
    await network.destroy();
    await expect(network.isActive()).resolves.toBe(false);
    await network.undefine();
    expect(await failure(qemu.networkLookupByName(network.name))).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.NO_NETWORK,
      domain: ErrorDomain.NETWORK,
      call: 'NETWORK_LOOKUP_BY_NAME',
    });
  });

  test('that is only created is gone when it stops', async () => {
    const xml = isolatedNetwork({ name: ownName('transient'), uuid: randomUUID() });
    const transient = await qemu.networkCreateXML(xml);
    await expect(transient.isPersistent()).resolves.toBe(false);
    expect(await names(ListAllNetworksFlags.TRANSIENT)).toContain(transient.name);
    await transient.destroy();
    expect(await failure(transient.isActive())).toMatchObject({ code: ErrorCode.NO_NETWORK });
  });
});
