import { operationResponse } from '../../lib/contract/lists.ts';
import type {
  DeviceTime,
  DiskAttachInput,
  NicAttachInput,
  VolumeFate,
} from '../../lib/contract/node-device.ts';
import { type Http, query, segment } from './http.ts';

/** Disks and network cards beside those that a node was made with. */
export function deviceRequests(http: Http) {
  const at = (node: string): string => `/nodes/${segment(node)}`;
  return {
    attachDisk: async (node: string, body: DiskAttachInput) =>
      (await http.json(operationResponse, 'POST', `${at(node)}/disks`, { body })).operation,
    /** `disk`: what the machine calls it. */
    detachDisk: async (node: string, disk: string, wish: { volume: VolumeFate; at?: DeviceTime }) => {
      const path = `${at(node)}/disks/${segment(disk)}${query(wish)}`;
      return (await http.json(operationResponse, 'DELETE', path)).operation;
    },
    attachNic: async (node: string, body: NicAttachInput) =>
      (await http.json(operationResponse, 'POST', `${at(node)}/nics`, { body })).operation,
    detachNic: async (node: string, mac: string, wish: { at?: DeviceTime } = {}) =>
      (await http.json(operationResponse, 'DELETE', `${at(node)}/nics/${segment(mac)}${query(wish)}`))
        .operation,
  };
}
