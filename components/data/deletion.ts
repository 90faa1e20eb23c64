import { useMutation, useQueries } from '@tanstack/react-query';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { follow } from './store.ts';

/** What deleting each would remove, always fetched anew. */
export const useRemovals = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => ({
      queryKey: keys.removal(id),
      queryFn: () => client.nodes.removal(id),
      gcTime: 0,
    })),
  });

export const useDelete = () =>
  useMutation({
    mutationFn: ({ id, orchestrator }: { readonly id: string; readonly orchestrator: boolean }) =>
      client.nodes.remove(id, { orchestrator }),
    onSuccess: follow,
  });
