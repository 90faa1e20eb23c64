import { z } from 'zod';
import type { NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { placeOf } from '../checkpoints/volumes.ts';
import type { Step } from './runner.ts';

/** A volume that a new node's disk begins as a copy of. */
export const diskCopy = z.object({
  place: z.object({ pool: z.string().nullable(), name: z.string() }),
  name: z.string(),
});
export type DiskCopy = z.infer<typeof diskCopy>;

/** Once the node is defined, its disk is there. What an interrupted copy has left is copied again. */
export const copyDisk = (host: HypervisorHost, row: NodeRow, { place, name }: DiskCopy): Step => ({
  name: 'copy-disk',
  async act() {
    if ((await host.domains.get(row.uuid)) !== null) return;
    await host.checkpoints.copyDisk(place, name, placeOf(row));
  },
});
