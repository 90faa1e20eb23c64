import type {
  DeviceTime,
  DiskAttachRequest,
  NicAttachRequest,
  VolumeFate,
} from '../../../lib/contract/node-device.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import type { Actor } from '../access/actor.ts';

/** Disks and network cards beside those that a node was made with; `node` is its id, name, serial or UUID. */
export interface DevicesSection {
  attachDisk(node: string, request: DiskAttachRequest, actor: Actor): Promise<Operation>;
  /** `target`: what the machine calls it, such as vdb. */
  detachDisk(
    node: string,
    target: string,
    wish: { readonly volume: VolumeFate; readonly at: DeviceTime },
    actor: Actor,
  ): Promise<Operation>;
  attachNic(node: string, request: NicAttachRequest, actor: Actor): Promise<Operation>;
  detachNic(node: string, mac: string, at: DeviceTime, actor: Actor): Promise<Operation>;
}
