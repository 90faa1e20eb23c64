import { z } from 'zod';

const removalDisk = z.object({
  /** As the guest sees it: sda, vdb … */
  target: z.string(),
  path: z.string(),
  /** Null when it is in no pool. */
  pool: z.string().nullable(),
  bytes: z.number().nullable(),
  /** Why it stays, whatever is chosen; null when it may go. */
  refusal: z.string().nullable(),
});
export type RemovalDisk = z.infer<typeof removalDisk>;

/** What goes with a domain that is not a node. */
export const domainRemoval = z
  .object({
    /** Why it cannot be deleted now; null when it can. */
    refusal: z.string().nullable(),
    items: z.array(
      z.object({
        kind: z.enum(['domain', 'nvram', 'tpm', 'saved-memory', 'snapshot']),
        name: z.string(),
      }),
    ),
    /** Kept unless they are named. */
    disks: z.array(removalDisk),
  })
  .meta({ id: 'DomainRemoval' });
export type DomainRemoval = z.infer<typeof domainRemoval>;

/** `confirm` repeats the domain's name; `disks` are targets, separated by commas. */
export const domainDeletion = z.object({
  confirm: z.string().max(300),
  disks: z
    .string()
    .max(2000)
    .default('')
    .transform((text) => text.split(',').filter((target) => target !== '')),
});

export const domainDeleted = z
  .object({
    disks: z.array(
      z.object({
        target: z.string(),
        path: z.string(),
        /** Null: it is deleted. */
        failure: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'DomainDeleted' });
export type DomainDeleted = z.infer<typeof domainDeleted>;
