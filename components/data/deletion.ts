import { nodeRequests } from 'ven-client';
import { useMutation, useQueries } from '@tanstack/react-query';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { follow } from './store.ts';

const nodesApi = nodeRequests(http);

/** What deleting each would remove, always fetched anew. */
export const useRemovals = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => ({
      queryKey: keys.removal(id),
      queryFn: () => nodesApi.removal(id),
      gcTime: 0,
    })),
  });

export const useDelete = () =>
  useMutation({
    mutationFn: ({ id, orchestrator }: { readonly id: string; readonly orchestrator: boolean }) =>
      nodesApi.remove(id, { orchestrator }),
    onSuccess: follow,
  });
