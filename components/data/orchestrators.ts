import { orchestratorRequests } from 'ven-client';
import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { OrchestratorInput, OrchestratorRequest } from '../../lib/contract/orchestrator.ts';
import type { PolicyRequest } from '../../lib/contract/orchestrator-catalogue.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { put, queryClient } from './store.ts';

const orchestratorsApi = orchestratorRequests(http);

/** The stored settings; null for a new orchestrator. */
export const useDefinition = (name: string | null) =>
  useQuery({
    queryKey: keys.definition(name ?? ''),
    queryFn: name === null ? skipToken : () => orchestratorsApi.get(name),
    gcTime: 0,
  });

export const useSaveOrchestrator = (existing: boolean) =>
  useMutation({
    mutationFn: (body: OrchestratorInput) =>
      existing ? orchestratorsApi.edit(body) : orchestratorsApi.add(body),
    onSuccess: (object) => put({ kind: 'orchestrator', object }),
  });

export const useRemoveOrchestrator = () =>
  useMutation({
    mutationFn: (name: string) => orchestratorsApi.remove(name),
    onSuccess: (_, name) => put({ kind: 'orchestrator-removed', object: { name } }),
  });

/** The steps of a connection check, as they end. */
export const checkOrchestrator = (request: OrchestratorRequest, signal: AbortSignal) =>
  orchestratorsApi.check(request, { signal });

/** Its OS profiles, and what it installs automatically. */
export const useCatalogue = (orchestrator: string) =>
  useQuery({
    queryKey: keys.catalogue(orchestrator),
    queryFn: () => orchestratorsApi.catalogue(orchestrator),
    retry: false,
  });

export const useChangePolicy = (orchestrator: string) =>
  useMutation({
    mutationFn: (body: PolicyRequest) => orchestratorsApi.changePolicy(orchestrator, body),
    onSuccess: (catalogue) => queryClient.setQueryData(keys.catalogue(orchestrator), catalogue),
  });
