/** libvirt for Node.js; see README.md. */
export { Connection } from './api/connection.ts';
export type { OpenOptions } from './api/connection.ts';
export type {
  NetworkSubscribeOptions,
  StoragePoolSubscribeOptions,
  SubscribeOptions,
} from './api/event-connection.ts';
export { Domain } from './api/domain.ts';
export type { DomainInfo, DomainJobInfo } from './api/domain.ts';
export type {
  BlockCommit,
  DomainBlockInfo,
  DomainBlockJobInfo,
  DomainInterface,
} from './api/domain-hardware.ts';
export { DomainSnapshot } from './api/domain-snapshot.ts';
export type { EventRegistration } from './api/event-hub.ts';
export { EventStream } from './api/event-stream.ts';
export type { DomainEvents, NetworkEvents, StoragePoolEvents } from './api/events.ts';
export type { StreamRequest } from './api/stream-opening.ts';
export type { DomainStats, EmulatorChoice, NodeInfo } from './api/host.ts';
export { Network } from './api/network.ts';
export type { NetworkChange, NetworkDHCPLease } from './api/network.ts';
export { NodeDevice } from './api/node-device.ts';
export { Secret } from './api/secret.ts';
export { StoragePool } from './api/storage-pool.ts';
export type { StoragePoolInfo } from './api/storage-pool.ts';
export { StorageVol } from './api/storage-vol.ts';
export type { StorageVolInfo, TransferOptions } from './api/storage-vol.ts';
export type { Parameters } from './api/typed-parameters.ts';

export * from './constants/domain.ts';
export * from './constants/domain-events.ts';
export * from './constants/error-codes.ts';
export * from './constants/host.ts';
export { nameOf } from './constants/name-of.ts';
export * from './constants/network.ts';
export * from './constants/snapshot.ts';
export * from './constants/storage.ts';
export { isLibvirtError, LibvirtError } from './error.ts';
export { openTunnel } from './transport/dial.ts';
export type { FarSocket } from './transport/ssh.ts';
export { parseURI } from './transport/uri.ts';
export type { ConnectionURI, TransportParameters } from './transport/uri.ts';
export type { ErrorKind, LibvirtErrorDetails } from './error.ts';

export { qemuProgram, remoteProgram, row, table } from './protocol/procedure.ts';
export type { Procedure, Program } from './protocol/procedure.ts';
export * as protocolTypes from './protocol/types.ts';
export type { CallOptions } from './rpc/waiting.ts';
export type { KeepAliveSettings } from './rpc/keep-alive.ts';
export { LibvirtStream, StreamHole } from './rpc/stream.ts';
export { plainTransport } from './transport/transport.ts';
export type { Dial, Transport } from './transport/transport.ts';
export * as xdr from './xdr/codec.ts';
export type { Codec } from './xdr/codec.ts';
