import { nodeRequests } from 'ven-client';
import { useMutation } from '@tanstack/react-query';
import type {
  DeviceTime,
  DiskAttachInput,
  NicAttachInput,
  VolumeFate,
} from '../../lib/contract/node-device.ts';
import { http } from './client.ts';
import { follow } from './store.ts';

const nodesApi = nodeRequests(http);

export const useAttachDisk = (node: string) =>
  useMutation({
    mutationFn: (request: DiskAttachInput) => nodesApi.attachDisk(node, request),
    onSuccess: follow,
  });

export const useAttachNic = (node: string) =>
  useMutation({
    mutationFn: (request: NicAttachInput) => nodesApi.attachNic(node, request),
    onSuccess: follow,
  });

export type Detachment =
  | {
      readonly kind: 'disk';
      readonly target: string;
      readonly volume: VolumeFate;
      readonly at: DeviceTime;
    }
  | { readonly kind: 'nic'; readonly mac: string; readonly at: DeviceTime };

/** Not followed: whoever asks for it waits for the guest's answer, which may be no. */
export const useDetach = (node: string) =>
  useMutation({
    mutationFn: (wish: Detachment) =>
      wish.kind === 'disk'
        ? nodesApi.detachDisk(node, wish.target, { volume: wish.volume, at: wish.at })
        : nodesApi.detachNic(node, wish.mac, { at: wish.at }),
  });
