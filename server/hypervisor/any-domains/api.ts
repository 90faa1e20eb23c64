import type { Duplex } from 'node:stream';
import type { NodeMetadata } from '../domains/api.ts';
import type { DomainDeleted, DomainRemoval } from '../../../lib/contract/domain-removal.ts';
import type {
  DomainSnapshot,
  SnapshotDeletion,
  SnapshotRequest,
  SnapshotRevert,
} from '../../../lib/contract/domain-snapshot.ts';
import type { DomainAction, HostDomain, HostDomainDetail } from '../../../lib/contract/host-domain.ts';

/** A domain as the host knows it; core adds whether it is a node. */
export type AnyDomain = Omit<HostDomain, 'host' | 'node'>;
export type AnyDomainDetail = Omit<HostDomainDetail, 'host' | 'node'>;

/**
 * Every domain of a host, whoever made it. Nothing is remembered: each call asks libvirt, and changes only what it is
 * asked to change. `domain` is a UUID or a name.
 */
export interface AnyDomains {
  /** In a few calls, however many there are. */
  list(): Promise<AnyDomain[]>;
  /** One of that list; null when the host has no such domain. */
  row(uuid: string): Promise<AnyDomain | null>;
  get(domain: string): Promise<AnyDomainDetail>;
  /** Without secrets. `next`: the definition of the next start. */
  xml(domain: string, which: 'present' | 'next'): Promise<string>;
  /** Throws `conflict` when its state does not allow it. */
  act(domain: string, action: DomainAction): Promise<void>;
  /** What goes with it, and what could. */
  removal(domain: string): Promise<DomainRemoval>;
  /** Deletes one that is off, and the disks with these targets; throws `conflict` for what `removal` refuses. */
  remove(domain: string, disks: readonly string[]): Promise<DomainDeleted>;
  /** libvirt's own. */
  readonly snapshots: AnySnapshots;
  /** Puts the console's metadata into its definition, present and next, or takes them out. */
  mark(domain: string, metadata: NodeMetadata | null): Promise<void>;
  /** Leaves a console that another program has open: throws `conflict` then. */
  openSerial(domain: string, port: number): Promise<Duplex>;
}

/** Snapshots of a domain; what libvirt refuses is a `conflict` with the next step. */
export interface AnySnapshots {
  list(domain: string): Promise<DomainSnapshot[]>;
  xml(domain: string, snapshot: string): Promise<string>;
  take(domain: string, request: SnapshotRequest): Promise<void>;
  revert(domain: string, snapshot: string, request: SnapshotRevert): Promise<void>;
  delete(domain: string, snapshot: string, how: SnapshotDeletion): Promise<void>;
}
