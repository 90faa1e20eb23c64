import { shareRequests } from 'ven-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const sharesApi = shareRequests(http);

/** How many people look changes without an event. */
const LOOK_AGAIN = 3000;

export const useShares = (isShown: boolean) =>
  useQuery({
    queryKey: keys.shares,
    queryFn: sharesApi.list,
    enabled: isShown,
    staleTime: 0,
    refetchInterval: LOOK_AGAIN,
  });

const reread = () => queryClient.invalidateQueries({ queryKey: keys.shares });

export const useCreateShare = () => useMutation({ mutationFn: sharesApi.create, onSuccess: reread });

export const useRevokeShare = () => useMutation({ mutationFn: sharesApi.revoke, onSettled: reread });
