import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { accountRequests, newer } from 'ven-client';
import type { DriveRequest, Presence } from '../../lib/contract/presence.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const accountApi = accountRequests(http);

/** Who is at the consoles of a node, or a domain by its address; kept current by the live feed. */
export const usePresence = (node: string | null) =>
  useQuery({
    queryKey: keys.presence(node ?? ''),
    queryFn:
      node === null
        ? skipToken
        : async () => {
            const fetched = await accountApi.presence.get(node);
            // A change may have overtaken the answer.
            return newer(queryClient.getQueryData<Presence>(keys.presence(node)), fetched);
          },
    retry: false,
  });

/** Asks, answers, takes over, locks. */
export const useDrive = () =>
  useMutation({
    mutationFn: (request: DriveRequest) => accountApi.presence.act(request),
    onSuccess: (presence, { node }) => {
      queryClient.setQueryData<Presence>(keys.presence(node), (before) => newer(before, presence));
    },
  });
