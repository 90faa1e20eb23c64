import type { Actor } from '../access/actor.ts';
import type { Readable } from 'node:stream';
import type {
  HostNetworkDetail,
  HostNetworkRequest,
  HostObjectAction,
} from '../../../lib/contract/host-network.ts';
import type {
  HostPoolAction,
  HostPoolRequest,
  HostVolume,
  HostVolumeRequest,
} from '../../../lib/contract/host-pool.ts';
import type { VolumeAddress } from '../../hypervisor/api.ts';

/** Networks, pools and volumes of hosts. What the console makes for nodes, or a domain uses, is refused with `conflict`. */
export interface HostObjectsSection {
  network(host: string, name: string): Promise<HostNetworkDetail>;
  createNetwork(host: string, request: HostNetworkRequest, actor: Actor): Promise<HostNetworkDetail>;
  actOnNetwork(host: string, name: string, action: HostObjectAction, actor: Actor): Promise<void>;
  /** Of one that is kept; it is active as it was until its next start. */
  defineNetwork(host: string, name: string, xml: string, actor: Actor): Promise<HostNetworkDetail>;
  removeNetwork(host: string, name: string, actor: Actor): Promise<void>;
  createPool(host: string, request: HostPoolRequest, actor: Actor): Promise<void>;
  actOnPool(host: string, pool: string, action: HostPoolAction, actor: Actor): Promise<void>;
  /** Its files stay. */
  removePool(host: string, pool: string, actor: Actor): Promise<void>;
  volumes(host: string, pool: string): Promise<HostVolume[]>;
  createVolume(host: string, pool: string, request: HostVolumeRequest, actor: Actor): Promise<HostVolume>;
  /** Throws `conflict` while a domain that uses it is on: the copy would be of no moment. */
  cloneVolume(host: string, volume: VolumeAddress, name: string, actor: Actor): Promise<HostVolume>;
  resizeVolume(host: string, volume: VolumeAddress, bytes: number, actor: Actor): Promise<HostVolume>;
  removeVolume(host: string, volume: VolumeAddress, actor: Actor): Promise<void>;
  /** Resolves to where the next bytes belong. */
  writeVolume(
    host: string,
    volume: VolumeAddress,
    part: { readonly offset: number; readonly bytes: Uint8Array },
    actor: Actor,
  ): Promise<number>;
  readVolume(
    host: string,
    volume: VolumeAddress,
    actor: Actor,
  ): Promise<{ readonly bytes: number; readonly stream: Readable }>;
}
