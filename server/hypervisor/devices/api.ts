import type { DeviceTime } from '../../../lib/contract/node-device.ts';

/** A disk beside the first one. */
export interface AddedDisk {
  readonly path: string;
  readonly format: 'raw' | 'qcow2';
  readonly bus: 'virtio' | 'scsi' | 'sata';
  /** By which a guest finds it; null leaves it out. */
  readonly serial: string | null;
}

/** A network card beside the first one. */
export interface AddedCard {
  readonly mac: string;
  readonly model: string;
  readonly network: { readonly kind: 'network' | 'bridge'; readonly name: string };
}

/**
 * Devices that come and go. Each call can be repeated: it finds what was done. At once where libvirt can, and for the next
 * start.
 */
export interface HostDevices {
  attachDisk(uuid: string, disk: AddedDisk): Promise<void>;
  /** Waits for the guest to let go of it; rejects, with everything as it was, if it does not in time. */
  detachDisk(uuid: string, target: string, at: DeviceTime): Promise<void>;
  attachCard(uuid: string, card: AddedCard): Promise<void>;
  detachCard(uuid: string, mac: string, at: DeviceTime): Promise<void>;
}
