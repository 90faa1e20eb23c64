import { orchestratorRequests } from 'ven-client';
import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type {
  CleanUpRequest,
  ProjectHost,
  ProjectHostQuery,
  RegisterInput,
} from '../../lib/contract/project-host.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const orchestratorsApi = orchestratorRequests(http);

/** What the list shows. */
export type HostsView = Pick<ProjectHostQuery, 'sort' | 'order'> &
  Partial<Pick<ProjectHostQuery, 'standing' | 'search'>>;

const PAGE = 100;

/** All hosts of an orchestrator's project, page by page. */
export const useProjectHosts = (orchestrator: string, view: HostsView) =>
  useInfiniteQuery({
    queryKey: [...keys.projectHosts(orchestrator), view],
    queryFn: ({ pageParam }) =>
      orchestratorsApi.hosts(orchestrator, { ...view, offset: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const shown = pages.reduce((sum, { hosts }) => sum + hosts.length, 0);
      return shown < total ? shown : undefined;
    },
    placeholderData: keepPreviousData,
    // Every reading asks the orchestrator for all of its hosts.
    refetchOnWindowFocus: false,
  });

const readAgain = (orchestrator: string) =>
  queryClient.invalidateQueries({ queryKey: keys.projectHosts(orchestrator) });

/** Asks the orchestrator again. */
export const useReadHosts = (orchestrator: string) =>
  useMutation({
    mutationFn: () => orchestratorsApi.hosts(orchestrator, { limit: 1, refresh: 'true' }),
    onSuccess: () => readAgain(orchestrator),
  });

/** Every host that the view shows, on whatever page. */
async function allHosts(orchestrator: string, view: HostsView): Promise<ProjectHost[]> {
  const hosts: ProjectHost[] = [];
  for (;;) {
    const page = await orchestratorsApi.hosts(orchestrator, {
      ...{ ...view, offset: hosts.length, limit: PAGE },
    });
    hosts.push(...page.hosts);
    if (page.hosts.length === 0 || hosts.length >= page.total) return hosts;
  }
}

export const useAllHosts = (orchestrator: string) =>
  useMutation({ mutationFn: (view: HostsView) => allHosts(orchestrator, view) });

export const useRegisterHosts = (orchestrator: string) =>
  useMutation({
    mutationFn: (body: RegisterInput) => orchestratorsApi.register(orchestrator, body),
    onSuccess: () => readAgain(orchestrator),
  });

export const useCleanUp = (orchestrator: string) =>
  useMutation({
    mutationFn: (body: CleanUpRequest) => orchestratorsApi.cleanUp(orchestrator, body),
    onSettled: () => readAgain(orchestrator),
  });
