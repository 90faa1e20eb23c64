/**
 * Values of libvirt's public headers (libvirt-domain-snapshot.h), release 9.0.0.
 * Names follow one rule: `VIR_` and the enum's common prefix dropped, the rest as in C.
 */

export const DomainSnapshotCreateFlags = {
  REDEFINE: 1,
  CURRENT: 2,
  NO_METADATA: 4,
  HALT: 8,
  DISK_ONLY: 0x10,
  REUSE_EXT: 0x20,
  QUIESCE: 0x40,
  ATOMIC: 0x80,
  LIVE: 0x100,
  VALIDATE: 0x200,
} as const;
export type DomainSnapshotCreateFlags =
  (typeof DomainSnapshotCreateFlags)[keyof typeof DomainSnapshotCreateFlags];

export const DomainSnapshotXMLFlags = {
  SECURE: 1,
} as const;
export type DomainSnapshotXMLFlags = (typeof DomainSnapshotXMLFlags)[keyof typeof DomainSnapshotXMLFlags];

export const DomainSnapshotListFlags = {
  ROOTS: 1,
  DESCENDANTS: 1,
  LEAVES: 4,
  NO_LEAVES: 8,
  METADATA: 2,
  NO_METADATA: 0x10,
  INACTIVE: 0x20,
  ACTIVE: 0x40,
  DISK_ONLY: 0x80,
  INTERNAL: 0x100,
  EXTERNAL: 0x200,
  TOPOLOGICAL: 0x400,
} as const;
export type DomainSnapshotListFlags = (typeof DomainSnapshotListFlags)[keyof typeof DomainSnapshotListFlags];

export const DomainSnapshotRevertFlags = {
  RUNNING: 1,
  PAUSED: 2,
  FORCE: 4,
  RESET_NVRAM: 8,
} as const;
export type DomainSnapshotRevertFlags =
  (typeof DomainSnapshotRevertFlags)[keyof typeof DomainSnapshotRevertFlags];

export const DomainSnapshotDeleteFlags = {
  CHILDREN: 1,
  METADATA_ONLY: 2,
  CHILDREN_ONLY: 4,
} as const;
export type DomainSnapshotDeleteFlags =
  (typeof DomainSnapshotDeleteFlags)[keyof typeof DomainSnapshotDeleteFlags];
