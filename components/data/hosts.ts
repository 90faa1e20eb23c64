import { hostRequests, orphanRequests } from 'ven-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { HostInput, HostRequest } from '../../lib/contract/host-settings.ts';
import { http } from './client.ts';
import { put, queryClient } from './store.ts';
import { keys } from './keys.ts';

const hostsApi = hostRequests(http);
const orphansApi = orphanRequests(http);

export const useSaveHost = (existing: boolean) =>
  useMutation({
    mutationFn: (body: HostInput) => (existing ? hostsApi.edit(body) : hostsApi.add(body)),
    onSuccess: (object) => put({ kind: 'host', object }),
  });

export const useRemoveHost = () =>
  useMutation({
    mutationFn: ({ name, forget }: { readonly name: string; readonly forget: boolean }) =>
      hostsApi.remove(name, forget ? { forget: name } : {}),
    onSuccess: (_, { name }) => put({ kind: 'host-removed', object: { name } }),
  });

/** The steps of a check of a host, as they end. */
export const checkHost = (request: HostRequest, signal: AbortSignal) => hostsApi.check(request, { signal });

/** What belongs to nobody; looked for each time. */
export const useOrphans = () =>
  useQuery({ queryKey: keys.orphans, queryFn: () => orphansApi.list(), staleTime: 0, gcTime: 0 });

export const useCleanOrphans = () =>
  useMutation({
    mutationFn: (ids: readonly string[]) => orphansApi.clean(ids),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.orphans }),
  });
