import type { HostOrphanKind, Orphan } from '../../../lib/contract/orphan.ts';

interface KnownNode {
  readonly uuid: string;
  /** Its name, and the one that its files have if it was renamed. */
  readonly names: readonly string[];
}

/** What core knows, and a host does not: which nodes there are, and which there were. */
export interface KnownNodes {
  readonly living: readonly (KnownNode & { readonly network: string })[];
  readonly deleted: readonly KnownNode[];
}

export interface HostOrphan extends Pick<Orphan, 'maker' | 'name' | 'reason' | 'bytes'> {
  readonly kind: HostOrphanKind;
  /** Distinguishes it from another one of that name: a UUID, the pool, the time of its last change. */
  readonly mark: string;
}

/** What belongs to nobody on a host. Other consoles' installations and everybody's domains count as owners. */
export interface HostOrphans {
  /** `unseen`: what could not be looked for, and why. */
  find(known: KnownNodes): Promise<{
    readonly orphans: readonly HostOrphan[];
    readonly unseen: string | null;
  }>;
  /** One that `find` has just found. */
  remove(orphan: HostOrphan): Promise<void>;
}
