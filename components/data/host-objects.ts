import { networkRequests, poolRequests } from 'ven-client';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { HostNetworkInput, HostObjectAction } from '../../lib/contract/host-network.ts';
import type { HostPoolAction, HostPoolInput, HostVolumeInput } from '../../lib/contract/host-pool.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const networksApi = networkRequests(http);
const poolsApi = poolRequests(http);

/** What libvirt has no events for, such as leases and volumes, is looked at again while the page is visible. */
const LOOK_AGAIN_MS = 15_000;

/** A network with its leases; null: none is chosen. */
export const useHostNetwork = (host: string, name: string | null) =>
  useQuery({
    queryKey: keys.hostNetwork(host, name ?? ''),
    queryFn: name === null ? skipToken : () => networksApi.get(host, name),
    staleTime: 0,
    refetchInterval: LOOK_AGAIN_MS,
  });

/** The volumes of a pool, and who uses them; null: none is chosen. */
export const useHostVolumes = (host: string, pool: string | null) =>
  useQuery({
    queryKey: keys.hostVolumes(host, pool ?? ''),
    queryFn: pool === null ? skipToken : () => poolsApi.volumes(host, pool),
    staleTime: 0,
    refetchInterval: LOOK_AGAIN_MS,
  });

/** The address of a volume's bytes. */
export const volumeAddress = (host: string, pool: string, name: string): string =>
  `/api/v1/hosts/${encodeURIComponent(host)}/pools/${encodeURIComponent(pool)}/contents/${encodeURIComponent(name)}/bytes`;

/** What a button does at once. */
export type HostObjectSwitch =
  | { readonly kind: 'network'; readonly name: string; readonly action: HostObjectAction | 'remove' }
  | { readonly kind: 'pool'; readonly name: string; readonly action: HostPoolAction | 'remove' }
  | { readonly kind: 'volume'; readonly pool: string; readonly name: string; readonly action: 'remove' };

export type HostObjectChange =
  | HostObjectSwitch
  | { readonly kind: 'new-network'; readonly request: HostNetworkInput }
  | { readonly kind: 'network-xml'; readonly name: string; readonly xml: string }
  | { readonly kind: 'new-pool'; readonly request: HostPoolInput }
  | { readonly kind: 'new-volume'; readonly pool: string; readonly request: HostVolumeInput }
  | { readonly kind: 'volume-size'; readonly pool: string; readonly name: string; readonly bytes: number }
  | { readonly kind: 'volume-copy'; readonly pool: string; readonly name: string; readonly copy: string };

function carryOut(host: string, change: HostObjectChange): Promise<unknown> {
  switch (change.kind) {
    case 'network':
      return change.action === 'remove'
        ? networksApi.remove(host, change.name)
        : networksApi.act(host, change.name, change.action);
    case 'pool':
      return change.action === 'remove'
        ? poolsApi.remove(host, change.name)
        : poolsApi.act(host, change.name, change.action);
    case 'volume':
      return poolsApi.removeVolume(host, change.pool, change.name);
    case 'new-network':
      return networksApi.create(host, change.request);
    case 'network-xml':
      return networksApi.define(host, change.name, change.xml);
    case 'new-pool':
      return poolsApi.create(host, change.request);
    case 'new-volume':
      return poolsApi.createVolume(host, change.pool, change.request);
    case 'volume-size':
      return poolsApi.resizeVolume(host, change.pool, change.name, change.bytes);
    case 'volume-copy':
      return poolsApi.cloneVolume(host, change.pool, change.name, change.copy);
  }
}

const lookAgain = (host: string): Promise<unknown> =>
  Promise.all(
    [keys.hostResources(host), ['host-volumes', host], ['host-network', host]].map((queryKey) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  );

export const useChangeHostObject = (host: string) =>
  useMutation({
    mutationFn: (change: HostObjectChange) => carryOut(host, change),
    onSettled: () => lookAgain(host),
  });

interface VolumeUpload {
  readonly pool: string;
  readonly name: string;
  readonly file: File;
  /** Bytes that are there already. */
  readonly from: number;
  /** The volume is made first, as large as the file. */
  readonly isNew: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (written: number) => void;
}

/** Writes a file into a volume, part by part; what was written stays when it ends early. */
export const useUploadVolume = (host: string) =>
  useMutation({
    mutationFn: async ({ pool, name, file, from, isNew, signal, onProgress }: VolumeUpload) => {
      if (isNew) await poolsApi.createVolume(host, pool, { name, bytes: file.size, format: 'raw' });
      onProgress(from);
      const read = async (offset: number, length: number) =>
        new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
      const upload = { bytes: file.size, from, read, signal, onProgress };
      await poolsApi.uploadVolume(host, pool, name, upload);
      // What its bytes are is known once the pool has looked at them.
      await poolsApi.act(host, pool, 'refresh');
    },
    onSettled: () => lookAgain(host),
  });
