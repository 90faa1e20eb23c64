import { domainRequests } from 'ven-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type {
  SnapshotDeletion,
  SnapshotInput,
  SnapshotRevertInput,
} from '../../lib/contract/domain-snapshot.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const domainsApi = domainRequests(http);

/** libvirt's own snapshots of a domain. */
export const useSnapshots = (host: string, domain: string) =>
  useQuery({
    queryKey: keys.snapshots(host, domain),
    queryFn: () => domainsApi.snapshots.list(host, domain),
    staleTime: 0,
  });

export const useSnapshotXml = (host: string, domain: string, name: string) =>
  useQuery({
    queryKey: [...keys.snapshots(host, domain), name],
    queryFn: () => domainsApi.snapshots.xml(host, domain, name),
    staleTime: 0,
  });

export type SnapshotChange =
  | { readonly kind: 'take'; readonly request: SnapshotInput }
  | { readonly kind: 'revert'; readonly name: string; readonly request: SnapshotRevertInput }
  | { readonly kind: 'delete'; readonly name: string; readonly how: SnapshotDeletion };

export const useChangeSnapshots = (host: string, domain: string) =>
  useMutation({
    mutationFn: async (change: SnapshotChange): Promise<void> => {
      const { snapshots } = domainsApi;
      if (change.kind === 'take') await snapshots.take(host, domain, change.request);
      else if (change.kind === 'revert') await snapshots.revert(host, domain, change.name, change.request);
      else await snapshots.delete(host, domain, change.name, change.how);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.domains(host) }),
  });
