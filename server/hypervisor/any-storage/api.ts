import type { Readable } from 'node:stream';
import type {
  HostPoolAction,
  HostPoolRequest,
  HostVolume,
  HostVolumeRequest,
} from '../../../lib/contract/host-pool.ts';

/** A volume by its pool and name. */
export interface VolumeAddress {
  readonly pool: string;
  readonly name: string;
}

/** Pools of a host and their volumes, whoever made them. */
export interface AnyStorage {
  /** A folder. */
  createPool(request: HostPoolRequest): Promise<void>;
  actOnPool(pool: string, action: HostPoolAction): Promise<void>;
  /** Forgets the pool; its files stay. */
  removePool(pool: string): Promise<void>;
  /** Empty while the pool is not active. */
  volumes(pool: string): Promise<HostVolume[]>;
  createVolume(pool: string, request: HostVolumeRequest): Promise<void>;
  /** A copy of its own, whatever it is based on. */
  cloneVolume(volume: VolumeAddress, name: string): Promise<void>;
  /** Grows it. */
  resizeVolume(volume: VolumeAddress, bytes: number): Promise<void>;
  removeVolume(volume: VolumeAddress): Promise<void>;
  /** Overwrites its bytes from `offset`. */
  write(volume: VolumeAddress, offset: number, bytes: Uint8Array): Promise<void>;
  /** Its whole content; `bytes` is its length. */
  read(volume: VolumeAddress): Promise<{ readonly bytes: number; readonly stream: Readable }>;
}
