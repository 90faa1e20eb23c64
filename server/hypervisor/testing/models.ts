import { DEFAULT_MACHINE } from '../../../lib/contract/machine.ts';
import type { DomainModel, NetworkModel } from '../api.ts';

/** A node with nothing particular about it. */
export const exampleDomain: DomainModel = {
  name: 'edge-1',
  uuid: '6e2c7ad0-5a3b-4b8b-9d6a-0c5b1f7a9e01',
  serial: 'VH001N001M001',
  mac: '52:54:00:1a:2b:3c',
  vcpus: 2,
  memoryMiB: 4096,
  acceleration: 'tcg',
  machine: DEFAULT_MACHINE,
  network: 'ven-demo-simulator',
  networkBoot: true,
  medium: null,
  seed: null,
  attachment: 'network',
  firmware: {
    code: '/usr/share/OVMF/OVMF_CODE_4M.fd',
    variables: '/usr/share/OVMF/OVMF_VARS_4M.fd',
    version: '2022.11',
  },
  disk: '/var/lib/libvirt/images/ven-demo/edge-1.qcow2',
  authority: '/var/lib/libvirt/images/ven-demo/edge-1.cacerts',
  variables: null,
  serialLogs: [
    '/var/lib/libvirt/images/ven-demo/edge-1.ttyS0.log',
    '/var/lib/libvirt/images/ven-demo/edge-1.ttyS1.log',
  ],
  vncPassword: 'Zx3_kq-9',
  screen: 'loopback',
  metadata: {
    installation: 'demo',
    nodeId: 'n_1',
    runId: 'r_1',
    template: 'ubuntu',
    orchestrator: 'simulator',
    flow: 'nio',
    bootSource: { kind: 'uefi-http' },
    accelerationChoice: 'auto',
    pool: null,
    createdAt: '2026-01-02T03:04:05.678Z',
    createdBy: 'admin@example.com',
    note: '',
    labels: [],
    files: null,
  },
};

export const exampleNetwork: NetworkModel = {
  name: 'ven-demo-simulator',
  installation: 'demo',
  subnet: '10.176.0',
  bootProgramUrl: 'https://tinkerbell-haproxy.edge.example.com/tink-stack/signed_ipxe.efi',
  bootScriptUrl: 'http://10.176.0.1:8080/tink-stack/boot.ipxe',
  names: [
    {
      address: '10.176.0.1',
      names: ['edge.example.com', 'tinkerbell-haproxy.edge.example.com'],
    },
  ],
};
