/**
 * Values of libvirt's public headers (libvirt-host.h, libvirt-common.h, libvirt-network.h, libvirt-nodedev.h, libvirt-secret.h), release 9.0.0.
 * Names follow one rule: `VIR_` and the enum's common prefix dropped, the rest as in C.
 */

export const ConnectFlags = {
  RO: 1,
  NO_ALIASES: 2,
} as const;
export type ConnectFlags = (typeof ConnectFlags)[keyof typeof ConnectFlags];

export const ConnectCloseReason = {
  ERROR: 0,
  EOF: 1,
  KEEPALIVE: 2,
  CLIENT: 3,
} as const;
export type ConnectCloseReason = (typeof ConnectCloseReason)[keyof typeof ConnectCloseReason];

export const TypedParameterType = {
  INT: 1,
  UINT: 2,
  LLONG: 3,
  ULLONG: 4,
  DOUBLE: 5,
  BOOLEAN: 6,
  STRING: 7,
} as const;
export type TypedParameterType = (typeof TypedParameterType)[keyof typeof TypedParameterType];

export const NodeGetCPUStatsAllCPUs = {
  ALL_CPUS: -1,
} as const;
export type NodeGetCPUStatsAllCPUs = (typeof NodeGetCPUStatsAllCPUs)[keyof typeof NodeGetCPUStatsAllCPUs];

export const NodeGetMemoryStatsAllCells = {
  ALL_CELLS: -1,
} as const;
export type NodeGetMemoryStatsAllCells =
  (typeof NodeGetMemoryStatsAllCells)[keyof typeof NodeGetMemoryStatsAllCells];

export const ListAllNodeDeviceFlags = {
  CAP_SYSTEM: 1,
  CAP_PCI_DEV: 2,
  CAP_USB_DEV: 4,
  CAP_USB_INTERFACE: 8,
  CAP_NET: 0x10,
  CAP_SCSI_HOST: 0x20,
  CAP_SCSI_TARGET: 0x40,
  CAP_SCSI: 0x80,
  CAP_STORAGE: 0x100,
  CAP_FC_HOST: 0x200,
  CAP_VPORTS: 0x400,
  CAP_SCSI_GENERIC: 0x800,
  CAP_DRM: 0x1000,
  CAP_MDEV_TYPES: 0x2000,
  CAP_MDEV: 0x4000,
  CAP_CCW_DEV: 0x8000,
  CAP_CSS_DEV: 0x10000,
  CAP_VDPA: 0x20000,
  CAP_AP_CARD: 0x40000,
  CAP_AP_QUEUE: 0x80000,
  CAP_AP_MATRIX: 0x100000,
  CAP_VPD: 0x200000,
  INACTIVE: 0x40000000,
  ACTIVE: 0x80000000,
} as const;
export type ListAllNodeDeviceFlags = (typeof ListAllNodeDeviceFlags)[keyof typeof ListAllNodeDeviceFlags];

export const ListAllSecretsFlags = {
  EPHEMERAL: 1,
  NO_EPHEMERAL: 2,
  PRIVATE: 4,
  NO_PRIVATE: 8,
} as const;
export type ListAllSecretsFlags = (typeof ListAllSecretsFlags)[keyof typeof ListAllSecretsFlags];

export const SecretUsageType = {
  NONE: 0,
  VOLUME: 1,
  CEPH: 2,
  ISCSI: 3,
  TLS: 4,
  VTPM: 5,
} as const;
export type SecretUsageType = (typeof SecretUsageType)[keyof typeof SecretUsageType];

export const IPAddrType = {
  IPV4: 0,
  IPV6: 1,
} as const;
export type IPAddrType = (typeof IPAddrType)[keyof typeof IPAddrType];
