import type { Hardware } from '../../../lib/contract/node-hardware.ts';

/** Whether a machine has the disk with this path. */
export const isDiskAt = (hardware: Hardware | null, path: string): boolean =>
  hardware?.disks.some((disk) => disk.path === path) === true;
