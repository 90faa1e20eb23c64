import { z } from 'zod';

/** What can be left over on a host: of nodes of this console, and of the Virtual Edge Node scripts. */
const hostOrphanKind = z.enum([
  'domain',
  'network',
  'disk',
  'ca-list',
  'serial-log',
  'volume',
  'nvram',
  'tpm-state',
  'firmware-copy',
  'console-socket',
]);
export type HostOrphanKind = z.infer<typeof hostOrphanKind>;

const orphanKind = z.enum([...hostOrphanKind.options, 'byte-log', 'orchestrator-host']);

/** Something that belongs to nobody any more. */
const orphan = z
  .object({
    /** Of exactly what was found: it is another one when its size, state or time changes. */
    id: z.string(),
    kind: orphanKind,
    /** Who made it: this console, or the scripts of Virtual Edge Node. */
    maker: z.enum(['console', 'scripts']),
    /** A host, or the orchestrator of an `orchestrator-host`; null for what is in the console's own data. */
    host: z.string().nullable(),
    /** A name, or a path. */
    name: z.string(),
    /** Why it belongs to nobody. */
    reason: z.string(),
    bytes: z.int().nullable(),
  })
  .meta({ id: 'Orphan' });
export type Orphan = z.infer<typeof orphan>;

export const orphanList = z
  .object({
    orphans: z.array(orphan),
    /** Where nothing could be looked for, and why: nothing of it is in the list. */
    unseen: z.array(z.object({ where: z.string(), reason: z.string() })),
  })
  .meta({ id: 'OrphanList' });
export type OrphanList = z.infer<typeof orphanList>;

/** Exactly these, as they were listed. */
export const orphanCleanRequest = z
  .strictObject({ ids: z.array(z.string().min(1).max(64)).min(1).max(2000) })
  .meta({ id: 'OrphanCleanRequest' });

const orphanResult = z
  .object({
    id: z.string(),
    /** Null when nothing of that id is there any more. */
    orphan: orphan.nullable(),
    /** `refused`: it is not, or not any more, what was listed. */
    outcome: z.enum(['removed', 'refused', 'failed']),
    reason: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'OrphanResult' });
export type OrphanResult = z.infer<typeof orphanResult>;

export const orphansCleaned = z.object({ results: z.array(orphanResult) });
