import { describe, expect, test } from 'vitest';
import type { DomainModel, NetworkModel } from '../api.ts';
import { probeXml } from '../acceleration/probe-domain.ts';
import { exampleDomain, exampleNetwork } from '../testing/models.ts';
import { domainXml } from './domain.ts';
import { networkXml } from './network.ts';
import { diskVolumeXml, fileVolumeXml, imageVolumeXml, poolXml } from './storage.ts';

const golden = (name: string): string => `../golden/${name}.xml`;

const LOCAL: DomainModel = {
  ...exampleDomain,
  authority: null,
  networkBoot: false,
  metadata: { ...exampleDomain.metadata, bootSource: { kind: 'disk' } },
};
const MEDIUM = { path: '/var/lib/libvirt/images/ven-demo/_image-debian.iso', format: 'raw' } as const;

const domains: Record<string, DomainModel> = {
  'domain-tcg': exampleDomain,
  'domain-kvm': { ...exampleDomain, acceleration: 'kvm' },
  'domain-without-authority': { ...exampleDomain, authority: null },
  'domain-sata-secure-boot': {
    ...exampleDomain,
    firmware: {
      code: '/usr/share/OVMF/OVMF_CODE_4M.ms.fd',
      variables: '/usr/share/OVMF/OVMF_VARS_4M.ms.fd',
      version: '2022.11',
    },
    machine: {
      ...{ diskBus: 'sata', tpm: 'tpm-tis', secureBoot: true },
      ...{ manufacturer: 'Example & Co', product: 'Edge Box 1', family: 'Edge' },
    },
  },
  'domain-scsi-without-tpm': {
    ...exampleDomain,
    machine: { ...exampleDomain.machine, diskBus: 'scsi', tpm: 'none' },
  },
  'domain-cdrom': { ...LOCAL, medium: { ...MEDIUM, attachment: 'cdrom', first: false } },
  'domain-usb-first': { ...LOCAL, medium: { ...MEDIUM, attachment: 'usb', first: true } },
  'domain-cloud-image': { ...LOCAL, seed: '/var/lib/libvirt/images/ven-demo/edge-1.seed.iso' },
  'domain-on-bridge': { ...exampleDomain, attachment: 'bridge', network: 'br0' },
  'domain-screen-in-stream': { ...exampleDomain, screen: 'stream' },
  'domain-nvme': { ...exampleDomain, machine: { ...exampleDomain.machine, diskBus: 'nvme' } },
};

const networks: Record<string, NetworkModel> = {
  'network-simulator': exampleNetwork,
  'network-none': { ...exampleNetwork, bootProgramUrl: null, bootScriptUrl: null, names: [] },
  'network-orchestrator': { ...exampleNetwork, bootScriptUrl: null, names: [] },
};

describe('what libvirt is given', () => {
  test.each(Object.entries(domains))('%s', async (name, model) => {
    await expect(domainXml(model)).toMatchFileSnapshot(golden(name));
  });

  test.each(Object.entries(networks))('%s', async (name, model) => {
    await expect(networkXml(model)).toMatchFileSnapshot(golden(name));
  });

  test('pool and volumes', async () => {
    await expect(poolXml('ven-demo', '/var/lib/libvirt/images/ven-demo')).toMatchFileSnapshot(golden('pool'));
    await expect(diskVolumeXml('edge-1.qcow2', 32)).toMatchFileSnapshot(golden('volume-disk'));
    await expect(fileVolumeXml('edge-1.cacerts', 1234, 'everybody')).toMatchFileSnapshot(
      golden('volume-file'),
    );
    await expect(imageVolumeXml('_image-debian.iso', 1234)).toMatchFileSnapshot(golden('volume-image'));
    const base = { path: '/var/lib/libvirt/images/ven-demo/_image-debian', format: 'raw' } as const;
    await expect(diskVolumeXml('edge-1.qcow2', 32, base)).toMatchFileSnapshot(golden('volume-overlay'));
  });

  test('the probe', async () => {
    const xml = probeXml('ven-demo-probe', exampleDomain.uuid, exampleDomain.firmware);
    await expect(xml).toMatchFileSnapshot(golden('domain-probe'));
  });
});

describe('values that would mean something else', () => {
  test('a comma in a path is not the next option of QEMU', () => {
    expect(domainXml({ ...exampleDomain, authority: '/pool,x=y/ca' })).toContain(
      'file=/pool,,x=y/ca&apos;'.slice(0, -6),
    );
  });

  test.each([
    ['a line of dnsmasq’s own', { bootProgramUrl: 'https://a/x\ndhcp-script=/bin/sh' }],
    ['the end of the quotes', { bootProgramUrl: 'https://a/x",b' }],
    ['another protocol', { bootScriptUrl: 'file:///etc/passwd' }],
    ['no host name', { names: [{ address: '10.0.0.1', names: ['a b'] }] }],
    ['no address', { names: [{ address: '10.0.0.1/24', names: ['a'] }] }],
    ['no subnet', { subnet: '10.0' }],
  ])('a network with %s is refused', (_what, change) => {
    expect(() => networkXml({ ...exampleNetwork, ...change })).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
  });
});
