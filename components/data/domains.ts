import { domainRequests } from 'ven-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { DomainAction, DomainAdoptRequest, HostDomain } from '../../lib/contract/host-domain.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const domainsApi = domainRequests(http);

/** Every domain of a host, by name; the live feed keeps it current. */
export const useDomains = (host: string) =>
  useQuery({
    queryKey: keys.domains(host),
    queryFn: async (): Promise<readonly HostDomain[]> => (await domainsApi.list(host)).domains,
    staleTime: 0,
  });

export const useDomain = (host: string, domain: string) =>
  useQuery({
    queryKey: keys.domain(host, domain),
    queryFn: () => domainsApi.get(host, domain),
    staleTime: 0,
  });

export const useDomainXml = (host: string, domain: string, which: 'present' | 'next') =>
  useQuery({
    queryKey: keys.domainXml(host, domain, which),
    queryFn: () => domainsApi.xml(host, domain, which),
    staleTime: 0,
  });

export const useAdoptDomain = (host: string, domain: string) =>
  useMutation({
    mutationFn: (request: DomainAdoptRequest) => domainsApi.adopt(host, domain, request),
    onSettled: () =>
      Promise.all(
        [keys.domains(host), keys.nodes].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
      ),
  });

export const useDomainPower = (host: string, domain: string) =>
  useMutation({
    mutationFn: (action: DomainAction) => domainsApi.act(host, domain, action),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.domains(host) }),
  });

/** What goes with it, and which of its disks could. */
export const useDomainRemoval = (host: string, domain: string) =>
  useQuery({
    queryKey: keys.domainRemoval(host, domain),
    queryFn: () => domainsApi.removal(host, domain),
    staleTime: 0,
  });

export const useDeleteDomain = (host: string, domain: string) =>
  useMutation({
    mutationFn: ({ confirm, disks }: { readonly confirm: string; readonly disks: readonly string[] }) =>
      domainsApi.remove(host, domain, confirm, disks),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.domains(host), exact: true }),
  });
