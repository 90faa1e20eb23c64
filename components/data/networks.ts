import { hostRequests } from 'ven-client';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { NetworkChange, NetworkChangeQuery } from '../../lib/contract/network-change.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const hostsApi = hostRequests(http);

/** What a change of the boot options of somebody else's network would do, always fetched anew; nothing before it is known for whom. */
export const useNetworkChange = (host: string, network: string, query: NetworkChangeQuery) =>
  useQuery({
    queryKey: [...keys.networkChange(host, network), query.change, query.orchestrator ?? ''],
    queryFn:
      query.change === 'apply' && query.orchestrator === undefined
        ? skipToken
        : () => hostsApi.networkChange(host, network, query),
    gcTime: 0,
    retry: false,
  });

interface Confirmed {
  readonly plan: NetworkChange;
  readonly restart: boolean;
}

export const useChangeNetwork = () =>
  useMutation({
    mutationFn: ({ plan: { host, network, change, orchestrator, hash }, restart }: Confirmed) =>
      hostsApi.changeNetwork(host, network, {
        ...{ change, hash, restart },
        ...(change === 'remove' || orchestrator === null ? {} : { orchestrator }),
      }),
    onSettled: (_result, _error, { plan: { host, network } }) =>
      Promise.all(
        [keys.hostResources(host), keys.networkChange(host, network)].map((queryKey) =>
          queryClient.invalidateQueries({ queryKey }),
        ),
      ),
  });
