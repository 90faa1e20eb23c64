import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

/** What belongs to nobody; looked for each time. */
export const useOrphans = () =>
  useQuery({ queryKey: keys.orphans, queryFn: () => client.orphans.list(), staleTime: 0, gcTime: 0 });

export const useCleanOrphans = () =>
  useMutation({
    mutationFn: (ids: readonly string[]) => client.orphans.clean(ids),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.orphans }),
  });
