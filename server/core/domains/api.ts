import type { Actor } from '../access/actor.ts';
import type { DomainDeleted, DomainRemoval } from '../../../lib/contract/domain-removal.ts';
import type {
  DomainSnapshot,
  SnapshotDeletion,
  SnapshotRequest,
  SnapshotRevert,
} from '../../../lib/contract/domain-snapshot.ts';
import type {
  DomainAction,
  DomainQuery,
  HostDomain,
  HostDomainDetail,
  HostDomainList,
} from '../../../lib/contract/host-domain.ts';

/** Every domain of a host, whoever made it; `domain` is a UUID or a name. What changes something throws `conflict` for a node. */
export interface DomainsSection {
  /** Without a query all of them, by name. */
  list(host: string, query?: DomainQuery): Promise<HostDomainList>;
  get(host: string, domain: string): Promise<HostDomainDetail>;
  /** The domain with that address; throws `conflict` for a node. */
  atAddress(address: string): Promise<HostDomainDetail>;
  /** Without secrets. */
  xml(host: string, domain: string, which: 'present' | 'next', actor: Actor): Promise<string>;
  /** Null: it is gone, as a transient one that was powered off. */
  act(host: string, domain: string, action: DomainAction, actor: Actor): Promise<HostDomain | null>;
  /** What goes with it, and which of its disks could. */
  removal(host: string, domain: string): Promise<DomainRemoval>;
  /** Keeps the disks that are not named by their targets. */
  remove(
    host: string,
    domain: string,
    request: { readonly confirm: string; readonly disks: readonly string[] },
    actor: Actor,
  ): Promise<DomainDeleted>;
  /** libvirt's own; those of nodes are only listed. */
  readonly snapshots: SnapshotsSection;
}

export interface SnapshotsSection {
  list(host: string, domain: string): Promise<DomainSnapshot[]>;
  xml(host: string, domain: string, snapshot: string, actor: Actor): Promise<string>;
  take(host: string, domain: string, request: SnapshotRequest, actor: Actor): Promise<DomainSnapshot[]>;
  revert(
    host: string,
    domain: string,
    snapshot: string,
    request: SnapshotRevert,
    actor: Actor,
  ): Promise<DomainSnapshot[]>;
  delete(host: string, domain: string, snapshot: string, how: SnapshotDeletion, actor: Actor): Promise<void>;
}
