/**
 * Values of libvirt's public headers (libvirt-domain.h, libvirt-qemu.h), release 9.0.0.
 * Names follow one rule: `VIR_` and the enum's common prefix dropped, the rest as in C.
 */

export const DomainState = {
  NOSTATE: 0,
  RUNNING: 1,
  BLOCKED: 2,
  PAUSED: 3,
  SHUTDOWN: 4,
  SHUTOFF: 5,
  CRASHED: 6,
  PMSUSPENDED: 7,
} as const;
export type DomainState = (typeof DomainState)[keyof typeof DomainState];

export const DomainNostateReason = {
  UNKNOWN: 0,
} as const;
export type DomainNostateReason = (typeof DomainNostateReason)[keyof typeof DomainNostateReason];

export const DomainRunningReason = {
  UNKNOWN: 0,
  BOOTED: 1,
  MIGRATED: 2,
  RESTORED: 3,
  FROM_SNAPSHOT: 4,
  UNPAUSED: 5,
  MIGRATION_CANCELED: 6,
  SAVE_CANCELED: 7,
  WAKEUP: 8,
  CRASHED: 9,
  POSTCOPY: 10,
  POSTCOPY_FAILED: 11,
} as const;
export type DomainRunningReason = (typeof DomainRunningReason)[keyof typeof DomainRunningReason];

export const DomainBlockedReason = {
  UNKNOWN: 0,
} as const;
export type DomainBlockedReason = (typeof DomainBlockedReason)[keyof typeof DomainBlockedReason];

export const DomainPausedReason = {
  UNKNOWN: 0,
  USER: 1,
  MIGRATION: 2,
  SAVE: 3,
  DUMP: 4,
  IOERROR: 5,
  WATCHDOG: 6,
  FROM_SNAPSHOT: 7,
  SHUTTING_DOWN: 8,
  SNAPSHOT: 9,
  CRASHED: 10,
  STARTING_UP: 11,
  POSTCOPY: 12,
  POSTCOPY_FAILED: 13,
} as const;
export type DomainPausedReason = (typeof DomainPausedReason)[keyof typeof DomainPausedReason];

export const DomainShutdownReason = {
  UNKNOWN: 0,
  USER: 1,
} as const;
export type DomainShutdownReason = (typeof DomainShutdownReason)[keyof typeof DomainShutdownReason];

export const DomainShutoffReason = {
  UNKNOWN: 0,
  SHUTDOWN: 1,
  DESTROYED: 2,
  CRASHED: 3,
  MIGRATED: 4,
  SAVED: 5,
  FAILED: 6,
  FROM_SNAPSHOT: 7,
  DAEMON: 8,
} as const;
export type DomainShutoffReason = (typeof DomainShutoffReason)[keyof typeof DomainShutoffReason];

export const DomainCrashedReason = {
  UNKNOWN: 0,
  PANICKED: 1,
} as const;
export type DomainCrashedReason = (typeof DomainCrashedReason)[keyof typeof DomainCrashedReason];

export const DomainPMSuspendedReason = {
  UNKNOWN: 0,
} as const;
export type DomainPMSuspendedReason = (typeof DomainPMSuspendedReason)[keyof typeof DomainPMSuspendedReason];

export const ListAllDomainsFlags = {
  ACTIVE: 1,
  INACTIVE: 2,
  PERSISTENT: 4,
  TRANSIENT: 8,
  RUNNING: 0x10,
  PAUSED: 0x20,
  SHUTOFF: 0x40,
  OTHER: 0x80,
  MANAGEDSAVE: 0x100,
  NO_MANAGEDSAVE: 0x200,
  AUTOSTART: 0x400,
  NO_AUTOSTART: 0x800,
  HAS_SNAPSHOT: 0x1000,
  NO_SNAPSHOT: 0x2000,
  HAS_CHECKPOINT: 0x4000,
  NO_CHECKPOINT: 0x8000,
} as const;
export type ListAllDomainsFlags = (typeof ListAllDomainsFlags)[keyof typeof ListAllDomainsFlags];

export const DomainDefineFlags = {
  VALIDATE: 1,
} as const;
export type DomainDefineFlags = (typeof DomainDefineFlags)[keyof typeof DomainDefineFlags];

export const DomainCreateFlags = {
  NONE: 0,
  START_PAUSED: 1,
  START_AUTODESTROY: 2,
  START_BYPASS_CACHE: 4,
  START_FORCE_BOOT: 8,
  START_VALIDATE: 0x10,
  START_RESET_NVRAM: 0x20,
} as const;
export type DomainCreateFlags = (typeof DomainCreateFlags)[keyof typeof DomainCreateFlags];

export const DomainShutdownFlags = {
  DEFAULT: 0,
  ACPI_POWER_BTN: 1,
  GUEST_AGENT: 2,
  INITCTL: 4,
  SIGNAL: 8,
  PARAVIRT: 0x10,
} as const;
export type DomainShutdownFlags = (typeof DomainShutdownFlags)[keyof typeof DomainShutdownFlags];

export const DomainRebootFlags = {
  DEFAULT: 0,
  ACPI_POWER_BTN: 1,
  GUEST_AGENT: 2,
  INITCTL: 4,
  SIGNAL: 8,
  PARAVIRT: 0x10,
} as const;
export type DomainRebootFlags = (typeof DomainRebootFlags)[keyof typeof DomainRebootFlags];

export const DomainDestroyFlags = {
  DEFAULT: 0,
  GRACEFUL: 1,
  REMOVE_LOGS: 2,
} as const;
export type DomainDestroyFlags = (typeof DomainDestroyFlags)[keyof typeof DomainDestroyFlags];

export const DomainUndefineFlags = {
  MANAGED_SAVE: 1,
  SNAPSHOTS_METADATA: 2,
  NVRAM: 4,
  KEEP_NVRAM: 8,
  CHECKPOINTS_METADATA: 0x10,
  TPM: 0x20,
  KEEP_TPM: 0x40,
} as const;
export type DomainUndefineFlags = (typeof DomainUndefineFlags)[keyof typeof DomainUndefineFlags];

export const DomainSaveRestoreFlags = {
  BYPASS_CACHE: 1,
  RUNNING: 2,
  PAUSED: 4,
  RESET_NVRAM: 8,
} as const;
export type DomainSaveRestoreFlags = (typeof DomainSaveRestoreFlags)[keyof typeof DomainSaveRestoreFlags];

export const DomainModificationImpact = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
} as const;
export type DomainModificationImpact =
  (typeof DomainModificationImpact)[keyof typeof DomainModificationImpact];

export const DomainMemoryModFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
  MAXIMUM: 4,
} as const;
export type DomainMemoryModFlags = (typeof DomainMemoryModFlags)[keyof typeof DomainMemoryModFlags];

export const DomainVcpuFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
  MAXIMUM: 4,
  GUEST: 8,
  HOTPLUGGABLE: 0x10,
} as const;
export type DomainVcpuFlags = (typeof DomainVcpuFlags)[keyof typeof DomainVcpuFlags];

export const DomainDeviceModifyFlags = {
  CURRENT: 0,
  LIVE: 1,
  CONFIG: 2,
  FORCE: 4,
} as const;
export type DomainDeviceModifyFlags = (typeof DomainDeviceModifyFlags)[keyof typeof DomainDeviceModifyFlags];

export const DomainXMLFlags = {
  SECURE: 1,
  INACTIVE: 2,
  UPDATE_CPU: 4,
  MIGRATABLE: 8,
} as const;
export type DomainXMLFlags = (typeof DomainXMLFlags)[keyof typeof DomainXMLFlags];

export const DomainMetadataType = {
  DESCRIPTION: 0,
  TITLE: 1,
  ELEMENT: 2,
} as const;
export type DomainMetadataType = (typeof DomainMetadataType)[keyof typeof DomainMetadataType];

export const DomainBlockResizeFlags = {
  BYTES: 1,
} as const;
export type DomainBlockResizeFlags = (typeof DomainBlockResizeFlags)[keyof typeof DomainBlockResizeFlags];

export const DomainBlockCommitFlags = {
  SHALLOW: 1,
  DELETE: 2,
  ACTIVE: 4,
  RELATIVE: 8,
  BANDWIDTH_BYTES: 16,
} as const;
export type DomainBlockCommitFlags = (typeof DomainBlockCommitFlags)[keyof typeof DomainBlockCommitFlags];

export const DomainBlockJobAbortFlags = {
  ASYNC: 1,
  PIVOT: 2,
} as const;
export type DomainBlockJobAbortFlags =
  (typeof DomainBlockJobAbortFlags)[keyof typeof DomainBlockJobAbortFlags];

export const DomainBlockJobInfoFlags = {
  BANDWIDTH_BYTES: 1,
} as const;
export type DomainBlockJobInfoFlags = (typeof DomainBlockJobInfoFlags)[keyof typeof DomainBlockJobInfoFlags];

export const DomainInterfaceAddressesSource = {
  LEASE: 0,
  AGENT: 1,
  ARP: 2,
} as const;
export type DomainInterfaceAddressesSource =
  (typeof DomainInterfaceAddressesSource)[keyof typeof DomainInterfaceAddressesSource];

export const KeycodeSet = {
  LINUX: 0,
  XT: 1,
  ATSET1: 2,
  ATSET2: 3,
  ATSET3: 4,
  OSX: 5,
  XT_KBD: 6,
  USB: 7,
  WIN32: 8,
  QNUM: 9,
} as const;
export type KeycodeSet = (typeof KeycodeSet)[keyof typeof KeycodeSet];

export const DomainConsoleFlags = {
  FORCE: 1,
  SAFE: 2,
} as const;
export type DomainConsoleFlags = (typeof DomainConsoleFlags)[keyof typeof DomainConsoleFlags];

export const DomainStatsTypes = {
  STATE: 1,
  CPU_TOTAL: 2,
  BALLOON: 4,
  VCPU: 8,
  INTERFACE: 0x10,
  BLOCK: 0x20,
  PERF: 0x40,
  IOTHREAD: 0x80,
  MEMORY: 0x100,
  DIRTYRATE: 0x200,
  VM: 0x400,
} as const;
export type DomainStatsTypes = (typeof DomainStatsTypes)[keyof typeof DomainStatsTypes];

export const GetAllDomainStatsFlags = {
  ACTIVE: 1,
  INACTIVE: 2,
  PERSISTENT: 4,
  TRANSIENT: 8,
  RUNNING: 0x10,
  PAUSED: 0x20,
  SHUTOFF: 0x40,
  OTHER: 0x80,
  NOWAIT: 0x20000000,
  BACKING: 0x40000000,
  ENFORCE_STATS: 0x80000000,
} as const;
export type GetAllDomainStatsFlags = (typeof GetAllDomainStatsFlags)[keyof typeof GetAllDomainStatsFlags];

export const DomainJobType = {
  NONE: 0,
  BOUNDED: 1,
  UNBOUNDED: 2,
  COMPLETED: 3,
  FAILED: 4,
  CANCELLED: 5,
} as const;
export type DomainJobType = (typeof DomainJobType)[keyof typeof DomainJobType];

export const DomainJobOperation = {
  UNKNOWN: 0,
  START: 1,
  SAVE: 2,
  RESTORE: 3,
  MIGRATION_IN: 4,
  MIGRATION_OUT: 5,
  SNAPSHOT: 6,
  SNAPSHOT_REVERT: 7,
  DUMP: 8,
  BACKUP: 9,
  SNAPSHOT_DELETE: 10,
} as const;
export type DomainJobOperation = (typeof DomainJobOperation)[keyof typeof DomainJobOperation];

export const DomainGetJobStatsFlags = {
  COMPLETED: 1,
  KEEP_COMPLETED: 2,
} as const;
export type DomainGetJobStatsFlags = (typeof DomainGetJobStatsFlags)[keyof typeof DomainGetJobStatsFlags];

export const DomainAbortJobFlags = {
  POSTCOPY: 1,
} as const;
export type DomainAbortJobFlags = (typeof DomainAbortJobFlags)[keyof typeof DomainAbortJobFlags];

export const DomainGetHostnameFlags = {
  LEASE: 1,
  AGENT: 2,
} as const;
export type DomainGetHostnameFlags = (typeof DomainGetHostnameFlags)[keyof typeof DomainGetHostnameFlags];

export const DomainQemuAgentCommandTimeout = {
  MIN: -2,
  BLOCK: -2,
  DEFAULT: -1,
  NOWAIT: 0,
  SHUTDOWN: 60,
} as const;
export type DomainQemuAgentCommandTimeout =
  (typeof DomainQemuAgentCommandTimeout)[keyof typeof DomainQemuAgentCommandTimeout];
