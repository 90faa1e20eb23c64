import { z } from 'zod';
import { moment } from './boot.ts';

/** How long serial logs, deleted nodes and the audit trail are kept. */
export const storage = z
  .object({
    logs: z.object({
      /** Boots whose serial logs and pictures are kept. */
      boots: z.int().min(0),
      bytes: z.int().min(0),
      /** How many of the bytes are pictures of displays. */
      pictureBytes: z.int().min(0),
      /** Boots that are kept for good. They count towards the limit, and are never removed for it. */
      pinned: z.int().min(0),
      pinnedBytes: z.int().min(0),
      maxBytes: z.int().min(0),
      /** After the end of a boot. The log of a node's latest boot stays as long as the node. */
      maxDays: z.int().min(1),
    }),
    history: z.object({
      deletedNodes: z.int().min(0),
      maxNodes: z.int().min(0),
      /** After the deletion of a node. */
      maxDays: z.int().min(1),
    }),
    audit: z.object({
      events: z.int().min(0),
      maxEvents: z.int().min(0),
      maxDays: z.int().min(1),
    }),
    measuredAt: moment,
  })
  .meta({ id: 'Storage' });
export type Storage = z.infer<typeof storage>;
