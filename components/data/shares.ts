import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

/** How many people look changes without an event. */
const LOOK_AGAIN = 3000;

export const useShares = (isShown: boolean) =>
  useQuery({
    queryKey: keys.shares,
    queryFn: client.shares.list,
    enabled: isShown,
    staleTime: 0,
    refetchInterval: LOOK_AGAIN,
  });

const reread = () => queryClient.invalidateQueries({ queryKey: keys.shares });

export const useCreateShare = () => useMutation({ mutationFn: client.shares.create, onSuccess: reread });

export const useRevokeShare = () => useMutation({ mutationFn: client.shares.revoke, onSettled: reread });
