import { z } from 'zod';
import { addedDiskBus, deviceTime, nicModel, volumeFate } from '../../../lib/contract/node-device.ts';
import { nodeNetwork } from '../../../lib/contract/node-network.ts';

/** A disk that a node will get, decided when it is asked for. */
export const attachDiskParameters = z.object({
  /** Part of the volume's name, and the serial number that the guest sees. */
  id: z.string(),
  bus: addedDiskBus,
  pool: z.string().nullable(),
  /** Of a volume that is made; null for one that exists. */
  sizeGiB: z.int().nullable(),
  volume: z.object({ name: z.string(), path: z.string(), format: z.enum(['raw', 'qcow2']) }).nullable(),
});
export type AttachDiskParameters = z.infer<typeof attachDiskParameters>;

export const detachDiskParameters = z.object({
  target: z.string(),
  at: deviceTime,
  fate: volumeFate,
  pool: z.string().nullable(),
  volume: z.string().nullable(),
});
export type DetachDiskParameters = z.infer<typeof detachDiskParameters>;

export const attachNicParameters = z.object({ network: nodeNetwork, model: nicModel, mac: z.string() });
export type AttachNicParameters = z.infer<typeof attachNicParameters>;

export const detachNicParameters = z.object({ mac: z.string(), at: deviceTime });
export type DetachNicParameters = z.infer<typeof detachNicParameters>;
