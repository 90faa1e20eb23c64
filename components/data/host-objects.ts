import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { HostObjectAction } from '../../lib/contract/host-network.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

/** A network with its leases; null: none is chosen. */
export const useHostNetwork = (host: string, name: string | null) =>
  useQuery({
    queryKey: keys.hostNetwork(host, name ?? ''),
    queryFn: name === null ? skipToken : () => client.networks.get(host, name),
    staleTime: 0,
  });

/** The volumes of a pool, and who uses them. */
export const useHostVolumes = (host: string, pool: string) =>
  useQuery({
    queryKey: keys.hostVolumes(host, pool),
    queryFn: () => client.pools.volumes(host, pool),
    staleTime: 0,
  });

/** The address of a volume's bytes. */
export const volumeAddress = (host: string, pool: string, name: string): string =>
  `/api/v1/hosts/${encodeURIComponent(host)}/pools/${encodeURIComponent(pool)}/contents/${encodeURIComponent(name)}/bytes`;

export type HostObjectChange =
  | { readonly kind: 'network'; readonly name: string; readonly action: HostObjectAction | 'remove' }
  | { readonly kind: 'pool'; readonly name: string; readonly action: HostObjectAction | 'remove' }
  | { readonly kind: 'volume'; readonly pool: string; readonly name: string; readonly action: 'remove' };

function carryOut(host: string, change: HostObjectChange): Promise<unknown> {
  if (change.kind === 'volume') return client.pools.removeVolume(host, change.pool, change.name);
  const requests = change.kind === 'network' ? client.networks : client.pools;
  if (change.action === 'remove') return requests.remove(host, change.name);
  return requests.act(host, change.name, change.action);
}

export const useChangeHostObject = (host: string) =>
  useMutation({
    mutationFn: (change: HostObjectChange) => carryOut(host, change),
    onSettled: () =>
      Promise.all(
        [keys.hostResources(host), ['host-volumes', host], ['host-network', host]].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
  });
