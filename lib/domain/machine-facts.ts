import type { DiskBus, Machine } from '../contract/machine.ts';

/** With the name that Linux gives to the first disk. */
export const DISK_BUSES: Readonly<Record<DiskBus, string>> = {
  virtio: 'virtio (vda)',
  sata: 'SATA (sda)',
  scsi: 'virtio-scsi (sda)',
  nvme: 'NVMe (nvme0n1)',
};

export const TPM_MODELS: Readonly<Record<Machine['tpm'], string>> = {
  'tpm-crb': 'TPM 2.0 (CRB)',
  'tpm-tis': 'TPM 2.0 (TIS)',
  none: 'none',
};

export const ACCELERATIONS: Readonly<Record<Machine['acceleration'], string>> = {
  auto: 'KVM where the host has it',
  kvm: 'KVM only',
  tcg: 'software emulation only',
};

/** The hardware of a node or template, as pairs of a name and a value. */
export function machineFacts(machine: Machine): (readonly [string, string])[] {
  const strings = [machine.manufacturer, machine.product, machine.family].filter((each) => each !== null);
  return [
    ['Disk bus', DISK_BUSES[machine.diskBus]],
    ['TPM', TPM_MODELS[machine.tpm]],
    ['Secure Boot', machine.secureBoot ? 'on, with the keys of distribution and orchestrator' : 'off'],
    ['Acceleration', ACCELERATIONS[machine.acceleration]],
    ...(strings.length === 0 ? [] : [['SMBIOS', strings.join(', ')] as const]),
  ];
}
