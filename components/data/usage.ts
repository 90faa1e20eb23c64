import { usageRequests } from 'ven-client';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { UsageQuery, UsageWindow } from '../../lib/contract/usage.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';

const usageApi = usageRequests(http);

/** Milliseconds: as often as there is something new. A page in the background does not ask. */
const AGAIN: Readonly<Record<UsageWindow, number>> = { live: 5_000, day: 60_000 };

const polled = (window: UsageWindow) =>
  ({
    staleTime: 0,
    gcTime: 60_000,
    refetchInterval: AGAIN[window],
    placeholderData: keepPreviousData,
  }) as const;

/** Hosts, and the domains that use most; asked for only while it is shown. */
export const useUsage = (query: Partial<UsageQuery>) =>
  useQuery({
    queryKey: [...keys.usage, query],
    queryFn: ({ signal }) => usageApi.now(query, { signal }),
    ...polled('live'),
  });

export const useHostUsage = (host: string, window: UsageWindow) =>
  useQuery({
    queryKey: [...keys.usage, 'host', host, window],
    queryFn: ({ signal }) => usageApi.ofHost(host, window, { signal }),
    ...polled(window),
  });

/** Null node: none. */
export const useNodeUsage = (node: string | null, window: UsageWindow) =>
  useQuery({
    queryKey: [...keys.usage, 'node', node, window],
    queryFn: node === null ? skipToken : ({ signal }) => usageApi.ofNode(node, window, { signal }),
    ...polled(window),
  });
