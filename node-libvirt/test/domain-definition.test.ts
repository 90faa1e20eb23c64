import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  Connection,
  DomainDefineFlags,
  DomainDeviceModifyFlags,
  DomainMemoryModFlags,
  DomainMetadataType,
  DomainModificationImpact,
  DomainVcpuFlags,
  DomainXMLFlags,
  ErrorCode,
} from '../src/index.ts';
import { qemuDomain, testDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { virsh, virshLine, virshXML } from './support/virsh.ts';

leaveNothingBehind();

let qemu: Connection;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
});
afterAll(() => qemu.close());

/** Defines a domain, which the next run of this file's hooks removes if the test does not get that far. */
async function defined(label: string, more: { vcpus?: string; elements?: string; devices?: string } = {}) {
  return qemu.domainDefineXML(
    qemuDomain({ name: ownName(label), uuid: randomUUID(), memoryMiB: 64, ...more }),
  );
}

describe('a definition', () => {
  test('is found by name and by UUID, however the UUID is spelled', async () => {
    const domain = await defined('found');
    const identity = { name: domain.name, uuid: domain.uuid, id: -1 };
    await expect(qemu.domainLookupByName(domain.name)).resolves.toMatchObject(identity);
    await expect(qemu.domainLookupByUUID(domain.uuid)).resolves.toMatchObject(identity);
    const spelled = domain.uuid.replaceAll('-', '').toUpperCase();
    await expect(qemu.domainLookupByUUID(spelled)).resolves.toMatchObject(identity);
    await domain.undefine();
  });

  test('is the XML virsh dumpxml prints, whatever the flags', async () => {
    const devices = "<graphics type='vnc' port='-1' passwd='secret'/>";
    const domain = await defined('dumped', { devices });
    for (const [flags, option] of [
      [0, []],
      [DomainXMLFlags.INACTIVE, ['--inactive']],
      [DomainXMLFlags.SECURE, ['--security-info']],
      [DomainXMLFlags.MIGRATABLE, ['--migratable']],
    ] as const) {
      expect(await domain.getXMLDesc(flags)).toBe(await virshXML('dumpxml', domain.name, ...option));
    }
    expect(await domain.getXMLDesc()).not.toContain('secret');
    expect(await domain.getXMLDesc(DomainXMLFlags.SECURE)).toContain("passwd='secret'");
    await domain.undefine();
  });

  test('keeps text in every alphabet', async () => {
    const domain = await defined('alphabets', { elements: '<title>Übung — проверка — 試験 🙂</title>' });
    await expect(domain.getMetadata(DomainMetadataType.TITLE)).resolves.toBe('Übung — проверка — 試験 🙂');
    expect(await virshLine('desc', '--title', domain.name)).toBe('Übung — проверка — 試験 🙂');
    await domain.undefine();
  });

  test('is held against the schema when asked to', async () => {
    const about = { name: ownName('valid'), uuid: randomUUID() };
    const wrong = qemuDomain({ ...about, elements: '<nonsense/>' });
    expect(await failure(qemu.domainDefineXML(wrong, DomainDefineFlags.VALIDATE))).toMatchObject({
      code: ErrorCode.XML_INVALID_SCHEMA,
    });
    const domain = await qemu.domainDefineXML(qemuDomain(about), DomainDefineFlags.VALIDATE);
    await domain.undefine();
  });

  test('replaces an earlier one of the same UUID, and may be of any size', async () => {
    const about = { name: ownName('large'), uuid: randomUUID() };
    await qemu.domainDefineXML(qemuDomain(about));
    const description = 'long '.repeat(200_000);
    const elements = `<description>${description}</description>`;
    const domain = await qemu.domainDefineXML(qemuDomain({ ...about, elements }));
    await expect(domain.getMetadata(DomainMetadataType.DESCRIPTION)).resolves.toBe(description);
    await domain.undefine();
  });

  test('starts with the host or not', async () => {
    const domain = await defined('autostart');
    await expect(domain.getAutostart()).resolves.toBe(false);
    await domain.setAutostart(true);
    await expect(domain.getAutostart()).resolves.toBe(true);
    expect(await virsh('dominfo', domain.name)).toMatch(/Autostart: +enable/);
    await domain.setAutostart(false);
    await expect(domain.getAutostart()).resolves.toBe(false);
    await domain.undefine();
  });

  test('gets another name and is not found by the old one', async () => {
    const domain = await defined('before');
    const name = ownName('after');
    const renamed = await domain.rename(name);
    expect(renamed).toMatchObject({ name, uuid: domain.uuid });
    expect(await virshLine('domname', domain.uuid)).toBe(name);
    expect(await failure(qemu.domainLookupByName(domain.name))).toMatchObject({ code: ErrorCode.NO_DOMAIN });
    // The daemon goes by the UUID: the old object still means the same domain.
    await expect(domain.isActive()).resolves.toBe(false);
    await renamed.undefine();
  });
});

describe('metadata', () => {
  test('title and description are set, read and removed', async () => {
    const domain = await defined('described');
    const { TITLE, DESCRIPTION } = DomainMetadataType;
    expect(await failure(domain.getMetadata(TITLE))).toMatchObject({ code: ErrorCode.NO_DOMAIN_METADATA });
    await domain.setMetadata(TITLE, 'short');
    await domain.setMetadata(DESCRIPTION, 'two\nlines');
    await expect(domain.getMetadata(TITLE)).resolves.toBe('short');
    await expect(domain.getMetadata(DESCRIPTION)).resolves.toBe('two\nlines');
    expect(await virshLine('desc', domain.name)).toBe('two\nlines');
    await domain.setMetadata(TITLE, null);
    expect(await failure(domain.getMetadata(TITLE))).toMatchObject({ code: ErrorCode.NO_DOMAIN_METADATA });
    await domain.undefine();
  });

  test('an element of one’s own is set, read and removed by its namespace', async () => {
    const domain = await defined('annotated');
    const namespace = 'https://example.org/node-libvirt/test';
    const { ELEMENT } = DomainMetadataType;
    await domain.setMetadata(ELEMENT, '<mark value="1"/>', 'own', namespace);
    await expect(domain.getMetadata(ELEMENT, namespace)).resolves.toBe('<mark value="1"/>');
    expect(await virshLine('metadata', domain.name, namespace)).toBe('<mark value="1"/>');
    await expect(domain.getMetadata(ELEMENT, namespace, DomainModificationImpact.CONFIG)).resolves.toBe(
      '<mark value="1"/>',
    );
    await domain.setMetadata(ELEMENT, null, 'own', namespace);
    expect(await failure(domain.getMetadata(ELEMENT, namespace))).toMatchObject({
      code: ErrorCode.NO_DOMAIN_METADATA,
      call: 'DOMAIN_GET_METADATA',
    });
    await domain.undefine();
  });
});

describe('memory and virtual CPUs of a definition', () => {
  test('memory is read and set in KiB', async () => {
    const domain = await defined('memory');
    const { CONFIG, MAXIMUM } = DomainMemoryModFlags;
    await expect(domain.getMaxMemory()).resolves.toBe(65_536n);
    await domain.setMemory(131_072n, CONFIG | MAXIMUM);
    await domain.setMemory(98_304n, CONFIG);
    await expect(domain.getMaxMemory()).resolves.toBe(131_072n);
    const printed = await virsh('dominfo', domain.name);
    expect(printed).toMatch(/Max memory: +131072 KiB/);
    expect(printed).toMatch(/Used memory: +98304 KiB/);
    await domain.undefine();
  });

  test('virtual CPUs are read and set', async () => {
    const domain = await defined('vcpus', { vcpus: "<vcpu current='1'>2</vcpu>" });
    const { CONFIG, MAXIMUM } = DomainVcpuFlags;
    await expect(domain.getVcpus(CONFIG)).resolves.toBe(1);
    await expect(domain.getVcpus(CONFIG | MAXIMUM)).resolves.toBe(2);
    await domain.setVcpus(4, CONFIG | MAXIMUM);
    await domain.setVcpus(3, CONFIG);
    expect(await virshLine('vcpucount', domain.name, '--config', '--current')).toBe('3');
    expect(await virshLine('vcpucount', domain.name, '--config', '--maximum')).toBe('4');
    await domain.undefine();
  });
});

describe('devices of a definition', () => {
  test('are attached, updated and detached', async () => {
    const domain = await defined('devices');
    const { CONFIG } = DomainDeviceModifyFlags;
    const cdrom = (source: string) =>
      `<disk type='file' device='cdrom'>${source}<target dev='hdc' bus='ide'/><readonly/></disk>`;
    await domain.attachDevice(cdrom(''), CONFIG);
    expect(await virsh('domblklist', domain.name)).toMatch(/hdc +-/);
    await domain.updateDevice(cdrom("<source file='/nowhere/disc.iso'/>"), CONFIG);
    expect(await virsh('domblklist', domain.name)).toMatch(/hdc +\/nowhere\/disc\.iso/);
    await domain.detachDevice(cdrom(''), CONFIG);
    expect(await virsh('domblklist', domain.name)).not.toContain('hdc');
    await domain.undefine();
  });

  test('that cannot be are refused with the call’s name', async () => {
    const domain = await defined('refused');
    expect(await failure(domain.attachDevice('<nonsense/>', DomainDeviceModifyFlags.CONFIG))).toMatchObject({
      code: ErrorCode.CONFIG_UNSUPPORTED,
      call: 'DOMAIN_ATTACH_DEVICE_FLAGS',
    });
    await domain.undefine();
  });
});

test('the test driver’s interfaces have the addresses it makes up', async () => {
  await using simulated = await Connection.open('test:///default');
  const interfaces =
    "<interface type='user'><mac address='52:54:00:00:00:01'/><target dev='made-up'/></interface>";
  const about = { name: ownName('addresses'), uuid: randomUUID() };
  const domain = await simulated.domainDefineXML(testDomain({ ...about, devices: interfaces }));
  await domain.create();
  await expect(domain.interfaceAddresses(0)).resolves.toEqual([
    { name: 'made-up', hwaddr: '52:54:00:00:00:01', addrs: [{ type: 0, addr: '192.168.0.1', prefix: 24 }] },
  ]);
  await domain.destroy();
  await domain.undefine();
});
